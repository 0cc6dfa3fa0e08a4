export { type StartedApi, start } from './start.ts';
