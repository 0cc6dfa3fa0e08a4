import { draftOf } from '@postroom/application/testing';
import { eventually } from '@postroom/local/testing';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';
import { erasePerson } from './erase-person.ts';

let store: PostgresHarness;
beforeAll(async () => {
  store = await postgresHarness(inject('servers'));
});
afterAll(() => store.stop());

test('goes on to the last when a row of a portion is set going again meanwhile', async () => {
  const ids = Array.from({ length: 1_002 }, () => store.newId()).toSorted();
  await store.unitOfWork.transact((tx) =>
    tx.notifications.add(ids.map((id) => draftOf({ id, userId: 'ada' }))),
  );
  await store.sql`update notifications set status = 'failed'`;
  const waiting = async (): Promise<number> => {
    const [row] = await store.sql<{ count: number }[]>`
      select count(*)::int as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    return row?.count ?? 0;
  };

  const { erasing } = await store.sql.begin(async (tx) => {
    await tx`update notifications set status = 'queued' where id = ${ids[0] ?? ''}`;
    const erasing = erasePerson(store.sql, { userId: 'ada' }, 'nobody');
    await eventually(waiting, (count) => count === 1);
    return { erasing };
  });

  expect(await erasing).toMatchObject({ notifications: 1_001, left: 1 });
});
