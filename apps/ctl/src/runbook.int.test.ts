import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type CtlWorld, createCtlWorld } from './testing/ctl-world.ts';

const runbook = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8');
/** What stands in backticks, and the lines of blocks. */
const code = [
  ...[...runbook.replaceAll(/^```.*?^```/gms, '').matchAll(/`([^`\n]+)`/g)].map(
    ([, text = '']) => text,
  ),
  ...[...runbook.matchAll(/^```.*?\n(.*?)^```/gms)].flatMap(([, block = '']) => block.split('\n')),
];
const unique = (texts: readonly string[]) => [...new Set(texts)].map((text) => [text] as const);

const statements = unique(code.filter((text) => /^(?:select|update|delete) /.test(text)));
/** `doctor` and `send` wait for a fleet; they have tests of their own. */
const commands = unique(
  code
    .flatMap((text) => /^npm run ctl -- (.+)$/.exec(text)?.[1] ?? [])
    .filter((line) => !/^(?:doctor|send)\b/.test(line)),
);

let world: CtlWorld;
beforeAll(async () => {
  world = await createCtlWorld(inject('servers'));
});
afterAll(() => world.stop());

describe('of what the runbook tells an operator to type', () => {
  test('there is something to try', () => {
    expect(statements.length).toBeGreaterThan(8);
    expect(commands.length).toBeGreaterThan(8);
  });

  test.each(statements)('the database understands %s', async (statement) => {
    const plan = await world.sql.unsafe(`explain ${statement.replace(/;$/, '')}`);

    expect(plan.length).toBeGreaterThan(0);
  });

  test.each(commands)('the tool understands %s', async (line) => {
    const id = await world.given('failed');
    const typed = line
      // A row of the outbox has a number.
      .replaceAll('<id>', line.startsWith('quarantine') ? '1' : id)
      .replaceAll('<time>', '2026-05-03T08:00:00Z')
      .replaceAll('LANE', 'bulk');

    // 0 did it, 1 refused what it understood; 2 is a line that is no command.
    const { code: exit, err } = await world.ctl(typed);

    expect([exit === 0 || exit === 1, err]).toEqual([true, err]);
  });
});
