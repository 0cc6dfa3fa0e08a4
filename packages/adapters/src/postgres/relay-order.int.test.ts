import type { DueJob } from '@postroom/application';
import { draftOf } from '@postroom/application/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';
import { connect, type Sql } from './client.ts';
import { createRelayStore } from './relay-store.ts';
import { confirming } from './testing/rows.ts';

const writers = 5;

let store: PostgresHarness;
let pool: Sql;
beforeAll(async () => {
  store = await postgresHarness(inject('servers'));
  pool = connect({ url: store.url, max: writers });
});
afterAll(async () => {
  await pool.end({ timeout: 5 });
  await store.stop();
});

const insert = (sql: Pick<Sql, 'unsafe'>, id: string) =>
  sql.unsafe(
    `insert into outbox (destination, notification_id, dispatch, available_at)
     values ('standard', $1, 1, now())`,
    [id],
  );

const drained = async (): Promise<string[]> => {
  const seen: DueJob[] = [];
  const relay = createRelayStore(store.sql, { eventHoldHours: 72 });
  await relay.drainJobs('standard', 500, confirming(seen));
  return seen.map(({ id }) => id);
};

it('does not skip a row that was inserted first and committed second', async () => {
  const [early, late] = [store.newId(), store.newId()];
  const first = await pool.reserve();
  await first`begin`;
  await insert(first, early);

  await insert(pool, late);
  const between = await drained();
  await first`commit`;
  const after = await drained();
  first.release();

  expect(between).toEqual([late]);
  expect(after).toEqual([early]);
});

it('hands over every committed row once, in 200 random orders of insert, commit and drain', async () => {
  const steps = fc.array(
    fc.record({
      writer: fc.nat(writers - 1),
      step: fc.constantFrom('insert', 'insert', 'commit', 'rollback', 'drain'),
    }),
    { minLength: 8, maxLength: 25 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (schedule) => {
      const connections = await Promise.all(Array.from({ length: writers }, () => pool.reserve()));
      const open: string[][] = connections.map(() => []);
      const committed: string[] = [];
      const seen: string[] = [];
      const end = async (writer: number, word: 'commit' | 'rollback') => {
        const rows = open[writer] ?? [];
        if (rows.length > 0) await connections[writer]?.unsafe(word);
        if (word === 'commit') committed.push(...rows);
        open[writer] = [];
      };
      for (const { writer, step } of schedule) {
        const connection = connections[writer];
        if (!connection) throw new Error('there are as many connections as writers');
        if (step === 'drain') seen.push(...(await drained()));
        else if (step !== 'insert') await end(writer, step);
        else {
          const id = draftOf({ id: store.newId() }).id;
          if (open[writer]?.length === 0) await connection`begin`;
          await insert(connection, id);
          open[writer]?.push(id);
        }
      }
      for (const writer of open.keys()) await end(writer, 'commit');
      seen.push(...(await drained()));
      for (const connection of connections) connection.release();

      expect([...seen].sort()).toEqual([...committed].sort());
    }),
    { seed: 20_260_503, numRuns: 200, endOnFailure: true },
  );
});
