export { createApp } from './app.ts';
export type { ApiContext } from './context.ts';
export { type StartedApi, start } from './start.ts';
