import { adapters, application, type Removal } from './removal.ts';

/** What keeps the promises about servers that are away and processes that end: G21 to G23. */
export const recovery: readonly Removal[] = [
  {
    name: 'g21-outcome-again',
    scenario: 'g21-postgres-restarted',
    protection: 'an outcome is written again while Postgres is away',
    changes: [
      {
        file: `${application}/deliver/settle-surely.ts`,
        find: 'if (!isAway || pauseMs === null) throw error;',
        replace: 'throw error;',
      },
    ],
  },
  {
    name: 'g22-reconnect',
    scenario: 'g22-redis-outages',
    protection: 'Redis is connected to again',
    changes: [
      {
        file: `${adapters}/queue/redis-engine.ts`,
        find: 'retryStrategy: (times) => Math.min(2_000, 50 * 2 ** Math.min(times, 6)),',
        replace: 'retryStrategy: () => null,',
      },
    ],
  },
  {
    name: 'g23-drain',
    scenario: 'g23-rolling-restart',
    protection: 'what is in hand is finished after SIGTERM',
    changes: [
      {
        file: 'packages/runtime/src/run-role.ts',
        find: 'surface.on(name, () => end({ why: name }));',
        replace: 'surface.on(name, () => surface.exit(0));',
      },
    ],
  },
];
