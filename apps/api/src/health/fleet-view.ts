import { figureOf, jobStates, liveOnes, processRoles, workersOf } from '@postroom/application';
import { queueNames } from '@postroom/domain';
import type { FleetReport } from './report.ts';

/** The fleet as JSON, with zeros where nothing waits, and null for what nobody can tell now. */
export const fleetView = ({ backlog, outbox, paused, roster }: FleetReport) => ({
  queues: Object.fromEntries(
    queueNames.map((queue) => {
      const found = backlog.find((each) => each.queue === queue);
      return [
        queue,
        {
          unsent: found?.unsent ?? 0,
          oldest_unsent_age_seconds: found?.oldestAgeSeconds ?? 0,
          paused: paused.has(queue),
          workers: workersOf(roster, queue).length,
          jobs: Object.fromEntries(
            jobStates.map((state) => [state, figureOf(roster, `jobs.${queue}.${state}`) ?? null]),
          ),
        },
      ];
    }),
  ),
  outbox: Object.fromEntries(
    [...queueNames, 'exchange' as const].map((destination) => {
      const found = outbox.find((each) => each.destination === destination);
      return [
        destination,
        {
          rows: found?.rows ?? 0,
          oldest_age_seconds: found?.oldestAgeSeconds ?? 0,
          quarantined: found?.quarantined ?? 0,
          returned: found?.returned ?? 0,
        },
      ];
    }),
  ),
  processes: Object.fromEntries(
    processRoles.map((role) => [role, liveOnes(roster, role).length] as const),
  ),
  dead_letters: figureOf(roster, 'dead_letters') ?? null,
  standby_lag_seconds: figureOf(roster, 'standby_lag') ?? null,
});
