import type { IdempotencyKeys, IdempotentAnswer } from '@postroom/application';
import type { Executor } from './client.ts';
import { jsons, texts } from './columns.ts';

export const idempotencyKeys = (sql: Executor): IdempotencyKeys => ({
  async reserve(rows) {
    const won = await sql<{ principal: string; route: string; key: string }[]>`
      insert into idempotency_keys (principal, route, key, body_hash, answer)
      select t.principal, t.route, t.key, t.body_hash, t.answer::jsonb
      from unnest(
        ${texts(rows, (row) => row.principal)}::text[],
        ${texts(rows, (row) => row.route)}::text[],
        ${texts(rows, (row) => row.key)}::text[],
        ${texts(rows, (row) => row.bodyHash)}::text[],
        ${jsons(rows, (row) => row.answer)}::text[]
      ) as t (principal, route, key, body_hash, answer)
      order by 1, 2, 3
      on conflict do nothing
      returning principal, route, key`;
    const names = new Set(won.map(nameOf));
    return new Set(rows.flatMap((row, i) => (names.has(nameOf(row)) ? [i] : [])));
  },

  async find(keys) {
    const rows = await sql<
      {
        principal: string;
        route: string;
        key: string;
        body_hash: string;
        answer: unknown;
      }[]
    >`
      select k.principal, k.route, k.key, k.body_hash, k.answer
      from idempotency_keys k
      join unnest(
        ${texts(keys, (key) => key.principal)}::text[],
        ${texts(keys, (key) => key.route)}::text[],
        ${texts(keys, (key) => key.key)}::text[]
      ) as t (principal, route, key) using (principal, route, key)`;
    const found = new Map(
      rows.map((row): [string, IdempotentAnswer] => [
        nameOf(row),
        {
          principal: row.principal,
          route: row.route,
          key: row.key,
          bodyHash: row.body_hash,
          answer: row.answer,
        },
      ]),
    );
    return keys.map((key) => found.get(nameOf(key)));
  },

  async release(keys) {
    await sql`
      delete from idempotency_keys k
      using unnest(
        ${texts(keys, (key) => key.principal)}::text[],
        ${texts(keys, (key) => key.route)}::text[],
        ${texts(keys, (key) => key.key)}::text[]
      ) as t (principal, route, key)
      where (k.principal, k.route, k.key) = (t.principal, t.route, t.key)`;
  },

  async amend({ principal, route, key, answer }) {
    await sql`
      update idempotency_keys set answer = ${JSON.stringify(answer)}::text::jsonb
      where principal = ${principal} and route = ${route} and key = ${key}`;
  },
});

const nameOf = (key: { principal: string; route: string; key: string }): string =>
  JSON.stringify([key.principal, key.route, key.key]);
