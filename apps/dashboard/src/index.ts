export { type StartedDashboard, start } from './start.ts';
