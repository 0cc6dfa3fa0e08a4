import { expect, test } from 'vitest';
import { scenarios } from '../scenarios/index.ts';
import { removals } from './index.ts';

/** The gate of wrong designs looks for red tests itself. */
const names = scenarios
  .filter(({ isOnDemand, name }) => !isOnDemand && name !== 'mutations')
  .map(({ name }) => name);

test.each(names)('%s is seen to fail without a protection', (name) => {
  expect(removals.map(({ scenario }) => scenario)).toContain(name);
});

test.each(removals)('$name takes code out of what is built, and names a scenario', (removal) => {
  expect(names).toContain(removal.scenario);
  expect(removal.name.startsWith(removal.scenario.split('-')[0] ?? '')).toBe(true);
  for (const { file } of removal.changes) expect(file).toMatch(/^(packages|apps)\/\w+\/src\//);
});
