import { fill } from '../harness/fill.ts';
import { inWorld } from '../harness/in-world.ts';
import { memoryDuring } from '../harness/memory.ts';
import { nothingLost } from '../harness/nothing-lost.ts';
import { type Measurement, worldSeconds } from '../measurement.ts';

/** Accepted, and worked off, in a second; to know how long it takes. */
const expected = { accepted: 12_000, workedOff: 1_600, read: 15_000 };

/** What a backlog costs in memory, while it grows and while it is worked off. */
export const backlog: Measurement = {
  name: 'backlog',
  sentence:
    'MiB at most, while notifications are accepted that no worker takes, and while a worker works them off to the last',
  takes: ({ backlogRows }) =>
    worldSeconds +
    backlogRows / expected.accepted +
    backlogRows / expected.workedOff +
    backlogRows / expected.read,
  run: (bench) =>
    inWorld(
      bench,
      async (world) => {
        const { backlogRows: count, say } = bench;
        await Promise.all([world.start('api'), world.start('relay')]);
        const since = new Date();
        const timed = async (work: () => Promise<unknown>, roles: readonly string[]) => {
          const from = performance.now();
          const memory = await memoryDuring(world, roles, work);
          const seconds = Math.round((performance.now() - from) / 1_000);
          return { seconds, perSecond: Math.round(count / Math.max(1, seconds)), ...memory };
        };
        const growing = await timed(() => fill(world, { count, say }), ['api', 'relay']);
        const [outbox] = await world.sql<{ mib: number }[]>`
          select (pg_total_relation_size('outbox') / 1048576.0)::float8 as mib`;
        say('working it off');
        await world.start('worker');
        const deadlineMs = 60_000 + count * 10;
        const shrinking = await timed(
          () => nothingLost(world, { expected: count, since, deadlineMs, say }),
          ['api', 'relay', 'worker'],
        );
        return [
          {
            what: `${count} accepted`,
            figures: { ...growing, 'outbox MiB': Math.round(outbox?.mib ?? 0) },
          },
          { what: `${count} worked off`, figures: shrinking },
        ];
      },
      // More is let in than a lane may hold by default.
      { ADMIT_DEPTH: '1000000000' },
    ),
};
