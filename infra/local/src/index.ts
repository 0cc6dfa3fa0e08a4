export { freePort, type PortRules } from './platform/free-port.ts';
export {
  type PostgresOptions,
  type RunningPostgres,
  type RunningServer,
  startPostgres,
} from './postgres/start.ts';
export { findRabbitmq } from './rabbitmq/find.ts';
export { managementApi, vhostUrl } from './rabbitmq/management.ts';
export { type RabbitmqOptions, type RunningRabbitmq, startRabbitmq } from './rabbitmq/start.ts';
export { type RedisOptions, type RunningRedis, startRedis } from './redis/start.ts';
