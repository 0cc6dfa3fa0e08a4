export { claimHome, type Home, HomeInUse, readUrls, type Urls } from './home/claim.ts';
export { type InboxOptions, type RunningInbox, startInbox } from './inbox/start.ts';
export type { Part } from './local/part.ts';
export type { PortWish, PortWishes } from './local/ports.ts';
export { type Local, type LocalOptions, startLocal } from './local/start.ts';
export type { Given } from './local/starting.ts';
export { freePort, type PortChoice, type PortRules } from './platform/free-port.ts';
export {
  type PostgresOptions,
  type RunningPostgres,
  type RunningServer,
  startPostgres,
} from './postgres/start.ts';
export { type RabbitmqOptions, type RunningRabbitmq, startRabbitmq } from './rabbitmq/start.ts';
export { type RedisOptions, type RunningRedis, startRedis } from './redis/start.ts';
