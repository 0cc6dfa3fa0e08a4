import './production.ts';

export * from './catalogue.ts';
export * from './essential.ts';
export * from './fields.ts';
export { type TypeFault, TypesFolderError } from './folder/fault.ts';
export { loadTypes } from './folder/load-types.ts';
export { createRenderThreads, type RenderThreads } from './full/render-threads.ts';
export * from './render.ts';
export * from './subject.ts';
export * from './template.ts';
export * from './types/index.ts';
export * from './types/own-events.ts';
export * from './variables.ts';
