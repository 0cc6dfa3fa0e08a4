import { queueNames } from '@postroom/domain';
import type { FleetFacts } from '../fleet/facts.ts';
import type { Figures, RunningProcess, Sight, States } from '../fleet/process.ts';

/** The time at which the fleet of these tests is looked at. */
export const fleetNow = new Date('2026-05-03T10:14:00.000Z');

export const secondsAgo = (seconds: number): Date => new Date(fleetNow.getTime() - seconds * 1000);

/** A process that began an hour ago and told of itself just now. */
export const processOf = (
  role: RunningProcess['role'],
  given: Partial<RunningProcess> & {
    readonly states?: States;
    readonly figures?: Figures;
    readonly since?: Sight['since'];
  } = {},
): RunningProcess => {
  const { states = {}, figures = {}, since = {}, ...rest } = given;
  return {
    id: `${role}-1`,
    role,
    lanes: role === 'worker' ? queueNames : [],
    startedAt: secondsAgo(3_600),
    beatAt: secondsAgo(1),
    endedAt: null,
    sight: { states, figures, since },
    ...rest,
  };
};

/** A fleet in which all is well. */
export const healthyFleet = (given: Partial<FleetFacts> = {}): FleetFacts => ({
  roster: {
    now: fleetNow,
    processes: [
      processOf('api'),
      processOf('relay', {
        states: { queue_store: 'up', rabbitmq: 'up', dead_letters: 'none' },
        figures: { dead_letters: 0, 'jobs.bulk.waiting': 3 },
      }),
      processOf('bridge', { states: { rabbitmq: 'up' } }),
      processOf('worker', { states: { 'provider.smtp': 'accepting', 'breaker.smtp': 'closed' } }),
    ],
  },
  backlog: [],
  outbox: [],
  pauses: [],
  undecided: { count: 0, since: null },
  unrepeatable: { count: 0, since: null },
  ...given,
});

/** The same fleet with one of its processes replaced, or without it. */
export const fleetWith = (
  role: RunningProcess['role'],
  ...instead: readonly RunningProcess[]
): FleetFacts => {
  const well = healthyFleet();
  const others = well.roster.processes.filter((each) => each.role !== role);
  return { ...well, roster: { ...well.roster, processes: [...others, ...instead] } };
};
