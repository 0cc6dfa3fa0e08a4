import './production.ts';

export * from './catalogue.ts';
export * from './fields.ts';
export * from './render.ts';
export * from './subject.ts';
export * from './template.ts';
export * from './types/index.ts';
export * from './variables.ts';
