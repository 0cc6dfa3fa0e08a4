import { createServer } from 'node:net';
import { StoreError, type Transaction } from '@postroom/application';
import { draftOf } from '@postroom/application/testing';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';
import { connect } from './client.ts';
import { addNotification, signal } from './testing/rows.ts';
import { createUnitOfWork } from './unit-of-work.ts';

let store: PostgresHarness;
beforeEach(async () => {
  store = await postgresHarness(inject('servers'));
});
afterEach(() => store.stop());

const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => new Error('it succeeded'),
    (error: unknown) => error,
  );

describe('the unit of work', () => {
  it('repeats the whole of a transaction that lost a deadlock', async () => {
    const [a, b] = [await addNotification(store), await addNotification(store)];
    const met = [signal(), signal()] as const;
    let runs = 0;
    const writer = (mine: 0 | 1, first: string, second: string) =>
      store.unitOfWork.transact(async (tx: Transaction) => {
        runs += 1;
        await tx.notifications.get(first);
        met[mine].happen();
        await met[mine === 0 ? 1 : 0].happened;
        await tx.notifications.get(second);
        await tx.notifications.note([{ id: first, event: 'written', detail: String(mine) }]);
      });

    await Promise.all([writer(0, a, b), writer(1, b, a)]);

    expect(runs).toBe(3);
    const notes = await store.sql`select notification_id from timeline order by detail`;
    expect(notes.map(({ notification_id }) => notification_id)).toEqual([a, b]);
  });

  it('calls a statement that takes too long unavailable', async () => {
    const id = await addNotification(store);
    const impatient = postgres(store.url, { max: 1, connection: { statement_timeout: 100 } });
    const held = await store.sql.reserve();
    await held`begin`;
    await held`select from notifications where id = ${id} for update`;

    const error = await errorOf(
      createUnitOfWork(impatient).transact((tx) => tx.notifications.get(id)),
    );

    await held`rollback`;
    held.release();
    await impatient.end();
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ kind: 'unavailable', cause: { code: '57014' } });
  });

  it.each([
    ['NUL in a variable', { variables: { name: 'A\u0000da' } }],
    ['half a pair in a variable', { variables: { name: '\ud800' } }],
    ['NUL in a text', { subject: 'a\u0000' }],
    ['a lane that is none', { queue: 'express' as 'bulk' }],
  ])('calls %s rejected, and keeps nothing', async (_, given) => {
    const id = store.newId();
    const error = await errorOf(
      store.unitOfWork.transact((tx) => tx.notifications.add([draftOf({ id, ...given })])),
    );
    expect(error).toMatchObject({ name: 'StoreError', kind: 'rejected' });
    expect(await store.queries.notification(id)).toBeUndefined();
  });

  it('calls a server that cannot be reached unavailable', async () => {
    const nobody = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => nobody.once('listening', resolve));
    const { port } = nobody.address() as { port: number }; // it listens on TCP
    await new Promise((resolve) => nobody.close(resolve));
    const sql = connect({ url: `postgres://postgres@127.0.0.1:${port}/postgres`, max: 1 });

    const error = await errorOf(
      createUnitOfWork(sql).transact(async (tx) => tx.notifications.get(store.newId())),
    );

    await sql.end({ timeout: 1 });
    expect(error).toMatchObject({ name: 'StoreError', kind: 'unavailable' });
  });

  it('calls a connection that dies in mid-transaction unavailable, does not repeat, and recovers', async () => {
    const doomed = connect({ url: store.url, max: 1, name: 'doomed' });
    const uow = createUnitOfWork(doomed);
    const id = store.newId();
    let runs = 0;

    const error = await errorOf(
      uow.transact(async (tx) => {
        runs += 1;
        await tx.notifications.add([draftOf({ id })]);
        await store.sql`
          select pg_terminate_backend(pid, 5000) from pg_stat_activity
          where application_name = 'doomed' and datname = current_database()`;
        await tx.notifications.note([{ id, event: 'never', detail: 'seen' }]);
      }),
    );

    expect(error).toMatchObject({ name: 'StoreError', kind: 'unavailable' });
    expect(runs).toBe(1);
    expect(await store.queries.notification(id)).toBeUndefined();
    await uow.transact((tx) => tx.notifications.add([draftOf({ id })]));
    expect(await store.queries.notification(id)).toBeDefined();
    await doomed.end({ timeout: 1 });
  });

  it('lets one of many concurrent duplicates in, and the others read its answer', async () => {
    const pools = Array.from({ length: 4 }, () => connect({ url: store.url, max: 5 }));
    const row = { principal: 'shop', route: 'send', key: 'k-1', bodyHash: 'h' };

    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        createUnitOfWork(pools[i % 4] ?? store.sql).transact(async (tx) => {
          const won = await tx.idempotency.reserve([{ ...row, answer: [i] }]);
          const [stored] = await tx.idempotency.find([row]);
          return { won: won.has(0), answer: stored?.answer };
        }),
      ),
    );

    await Promise.all(pools.map((pool) => pool.end({ timeout: 5 })));
    expect(outcomes.filter(({ won }) => won)).toHaveLength(1);
    expect(new Set(outcomes.map(({ answer }) => JSON.stringify(answer))).size).toBe(1);
  });

  it('refuses to write a move that the table does not know', async () => {
    const id = await addNotification(store);
    const move = store.unitOfWork.transact(async (tx) => {
      const before = await tx.notifications.get(id);
      if (!before) throw new Error('it was added above');
      await tx.notifications.update([{ before, next: { ...before, status: 'unknown' } }]);
    });
    await expect(move).rejects.toThrow(`notification ${id} cannot go from queued to unknown`);
  });
});
