import { createTestDatabase, type TestDatabase } from '@postroom/local/testing';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { connect, type Sql } from './client.ts';
import { hasSchema, migrate } from './migrate.ts';
import { waitForSchema } from './wait-for-schema.ts';

let empty: TestDatabase;
let sql: Sql;
beforeEach(async () => {
  empty = await createTestDatabase({
    servers: inject('servers'),
    migrate: async () => undefined,
    schemaVersion: 'empty',
  });
  sql = connect({ url: empty.url, max: 2 });
});
afterEach(async () => {
  await sql.end({ timeout: 5 });
  await empty.drop();
});

describe('migrate', () => {
  it('brings an empty database to the schema, once, when five run at the same time', async () => {
    expect(await hasSchema(sql)).toBe(false);

    const reports = await Promise.all(Array.from({ length: 5 }, () => migrate(empty.url)));

    const total = reports[0]?.total ?? 0;
    expect(total).toBeGreaterThan(0);
    const counts = reports.map(({ applied }) => applied.length).sort((a, b) => a - b);
    expect(counts).toEqual([0, 0, 0, 0, total]);
    expect(await hasSchema(sql)).toBe(true);
    const [row] = await sql`select count(*)::int as count from drizzle.__drizzle_migrations`;
    expect(row?.count).toBe(total);
  });

  it('does nothing to a database that is up to date', async () => {
    const first = await migrate(empty.url);
    const second = await migrate(empty.url);
    expect(first.applied.length).toBe(first.total);
    expect(second).toEqual({ applied: [], total: first.total });
  });
});

describe('waitForSchema', () => {
  it('waits, saying for what, and goes on once the schema is there', async () => {
    const reasons: string[] = [];
    const isWaiting = new Promise<void>((resolve) => {
      void waitForSchema(sql, {
        onWaiting(reason) {
          reasons.push(reason);
          resolve();
        },
      }).then(() => reasons.push('goes on'));
    });
    await isWaiting;
    expect(reasons).toEqual(['the database is not migrated: npm run migrate']);

    await migrate(empty.url);

    await expect.poll(() => reasons.at(-1), { timeout: 5_000 }).toBe('goes on');
  });

  it('stops waiting when it is told to', async () => {
    const stop = new AbortController();
    const waiting = waitForSchema(sql, { signal: stop.signal, onWaiting: () => stop.abort() });
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('waits also for a database that does not answer', async () => {
    const stop = new AbortController();
    const nowhere = connect({ url: 'postgres://postgres@127.0.0.1:1/postgres', max: 1 });
    const reasons: string[] = [];
    const waiting = waitForSchema(nowhere, {
      signal: stop.signal,
      onWaiting(reason) {
        reasons.push(reason);
        stop.abort();
      },
    });
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(reasons).toEqual([
      expect.stringMatching(/^the database does not answer: .*ECONNREFUSED/),
    ]);
    await nowhere.end({ timeout: 1 });
  });
});
