import { removals } from '../removals/index.ts';
import type { Removal } from '../removals/removal.ts';
import { runWithout } from '../removals/run-without.ts';
import type { Scenario } from '../scenario.ts';

/** A role that dies by itself may be a change that is no working code: that alone shows nothing. */
const isOwnCheck = (failure: string): boolean => !/^\w+ ended with /.test(failure);

const scenarioOf = (removal: Removal): Scenario => ({
  name: `removals-${removal.name}`,
  promise: removal.name.startsWith('g') ? removal.name.slice(0, 3).replace(/g0?/, 'G') : 'all',
  sentence: `without "${removal.protection}" ${removal.scenario} does not hold`,
  isOnDemand: true,
  async run(arena) {
    const { exitCode, failures } = await runWithout(removal);
    const noticed = failures.filter(isOwnCheck);
    arena.remark(noticed[0] ?? failures[0] ?? 'nothing was noticed');
    arena.expect(`the campaign ended with ${exitCode}, and not with 1`, exitCode === 1);
    arena.expect('a check of the scenario fails', noticed.length > 0);
  },
});

/** Each scenario once with what it rests on taken out, and seen to fail. */
export const withoutProtection: readonly Scenario[] = removals.map(scenarioOf);
