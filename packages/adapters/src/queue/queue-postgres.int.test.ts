import { createTestDatabase } from '@postroom/local/testing';
import { expect, inject, test } from 'vitest';
import { migrateQueues, openQueueBackend } from './index.ts';
import { queueContract } from './testing/contract.ts';

const servers = inject('servers');

const emptyStore = () =>
  createTestDatabase({
    servers,
    schemaVersion: 'queues',
    migrate: (databaseUrl) => migrateQueues({ databaseUrl }),
  });

queueContract('Postgres', async () => {
  const database = await emptyStore();
  const backend = await openQueueBackend({ databaseUrl: database.url });
  return { backend, drop: () => database.drop() };
});

test('a store that is not migrated yet is waited for', async () => {
  const database = await createTestDatabase({
    servers,
    schemaVersion: 'nothing',
    migrate: async () => undefined,
  });
  const opening = openQueueBackend({ databaseUrl: database.url });

  await Promise.all([
    migrateQueues({ databaseUrl: database.url }),
    migrateQueues({ databaseUrl: database.url }),
  ]);
  const backend = await opening;

  expect(await backend.jobQueue('bulk').waiting()).toBe(0);
  await backend.close();
  await database.drop();
});

test('the wait for a store ends when the process is to stop', async () => {
  const stopping = new AbortController();
  const opening = openQueueBackend({
    databaseUrl: 'postgres://nobody@127.0.0.1:1/none',
    signal: stopping.signal,
  });

  stopping.abort(new Error('stopping'));

  await expect(opening).rejects.toThrow('stopping');
});
