export {
  knownEvents,
  notificationRequested,
  userRegistered,
  userRegisteredFields,
} from './own-events.ts';
export { start } from './start.ts';
