import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';

const runbook = readFileSync(new URL('../../../../docs/runbook.md', import.meta.url), 'utf8');

/** Statements in blocks and in sentences, with the ellipsis that stands for somebody's id filled in. */
const statements = [
  ...[...runbook.matchAll(/```sql\n([^`]+)```/g)].map(([, text = '']) => text),
  ...[...runbook.matchAll(/`((?:select|update|insert|delete) [^`]+)`/g)].map(
    ([, text = '']) => text,
  ),
].map((text) => text.trim().replace(/;$/, '').replace('= ...', '= 1'));

let store: PostgresHarness;
beforeAll(async () => {
  store = await postgresHarness(inject('servers'));
});
afterAll(() => store.stop());

it('finds statements in the runbook', () => {
  expect(statements.length).toBeGreaterThanOrEqual(4);
});

it.each(statements)('the schema knows what the runbook asks for: %s', async (statement) => {
  const plan = await store.sql.unsafe(`explain ${statement}`);

  expect(plan.length).toBeGreaterThan(0);
});
