import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { connect, type Sql } from './client.ts';
import { jsons, texts } from './columns.ts';

let sql: Sql;
beforeAll(() => {
  sql = connect({ url: inject('servers').postgresUrl, max: 1 });
});
afterAll(() => sql.end({ timeout: 5 }));

/** What Postgres can keep, and what an array literal gives a meaning to. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }).filter((each) => !each.includes('\0')),
  fc.constantFrom('', 'NULL', 'null', '{}', '{', ',', '"', '\\', '\\"', ' a ', '\n', "'", '"\\\\"'),
);

test('a column comes back as it was given', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(text), { maxLength: 20 }), async (values) => {
      const [row] =
        await sql`select to_jsonb(${texts(values, (value) => value)}::text[]) as column`;

      expect(row?.column).toEqual(values);
    }),
    { numRuns: 300 },
  );
});

test('numbers, truths and moments are cast from their texts', async () => {
  const at = new Date('2026-03-01T12:00:00.123Z');
  const [row] = await sql`
    select ${texts([1, -2.5], Number)}::float8[] as numbers,
      ${texts([true, false], Boolean)}::boolean[] as truths,
      (${texts([null, at], (each) => each)}::timestamptz[])[2] as moment`;

  expect(row).toEqual({ numbers: [1, -2.5], truths: [true, false], moment: at });
});

test('JSON comes back as it was given', async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(text, text), async (value) => {
      const [row] = await sql`select (${jsons([value], (each) => each)}::text[])[1]::jsonb as json`;

      expect(row?.json).toEqual({ ...value });
    }),
    { numRuns: 100 },
  );
});
