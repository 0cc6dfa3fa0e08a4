export { findRabbitmq } from '../rabbitmq/find.ts';
export { createAnswerChecker } from './answer-checker.ts';
export { createTestDatabase, type TestDatabase, type TestDatabaseOptions } from './database.ts';
export { eventually } from './eventually.ts';
export { guard } from './guard.ts';
export { uniqueName } from './name.ts';
export { type PairedServer, type PostgresPair, startPostgresPair } from './postgres-pair.ts';
export { type RunningTestServers, startTestServers, type TestServers } from './servers.ts';
export { createTestVhost, type TestVhost } from './vhost.ts';
