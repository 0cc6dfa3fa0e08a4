import type { Change } from './change.ts';

const file = 'apps/relay/src/start.ts';

/** One loop that goes through all destinations in turn, and ends its turn where one of them throws. */
export const oneMixedLoop: readonly Change[] = [
  {
    file,
    find: 'const run = pumpStarter(log, stopper);',
    replace: `const run = pumpStarter(log, stopper);
    const mixed: (() => Promise<'busy' | 'idle'>)[] = [];
    const wakeMixed = (): void => loops.get('exchange')?.wake();`,
  },
  {
    file,
    find: 'run(queue, () => pumpJobs(pump))',
    replace: `(mixed.push(() => pumpJobs(pump)), { wake: wakeMixed, stop: async () => undefined })`,
  },
  {
    file,
    find: "run('exchange', () => eventsOut.runOnce())",
    replace: `run('mixed', async () => {
      let found: 'busy' | 'idle' = 'idle';
      for (const one of [...mixed, () => eventsOut.runOnce()]) {
        if ((await one()) === 'busy') found = 'busy';
      }
      return found;
    })`,
  },
];
