import { expect, test } from 'vitest';
import { verdictOn } from './finding.ts';
import { targetsOf } from './targets.ts';

test('the worst of all rows counts where nothing may be above', () => {
  const rows = [
    { what: 'accepted', figures: { 'redis MiB': 30 } },
    { what: 'worked off', figures: { 'redis MiB': 130 } },
  ];
  const [redis] = targetsOf([{ name: 'backlog', sentence: '', seconds: 1, rows }]).filter(
    ({ value }) => value !== undefined,
  );

  expect(redis).toMatchObject({ value: 130, unit: 'MiB' });
  expect(redis && verdictOn(redis)).toBe('missed');
});
