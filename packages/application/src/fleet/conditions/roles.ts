import { queueNames } from '@postroom/domain';
import type { Condition } from '../alert.ts';
import {
  liveOnes,
  type ProcessRole,
  type Roster,
  type RunningProcess,
  workersOf,
} from '../process.ts';

export const noWorkers: Condition = ({ roster, backlog }) =>
  queueNames
    .filter((queue) => workersOf(roster, queue).length === 0)
    .map((queue) => {
      const unsent = backlog.find((each) => each.queue === queue)?.unsent ?? 0;
      const isOne = ({ role, lanes }: RunningProcess): boolean =>
        role === 'worker' && lanes.includes(queue);
      return {
        severity: 'critical',
        since: missedSince(roster, isOne),
        message: `no worker takes from the lane ${queue}, where ${unsent} wait: start one whose WORKER_QUEUES names ${queue}`,
      };
    });

export const relayAway: Condition = ({ roster }) =>
  missing(roster, 'relay').map((since) => ({
    severity: 'critical',
    since,
    message: 'no relay is at work, so nothing that is accepted reaches a worker: start one',
  }));

export const bridgeAway: Condition = ({ roster }) =>
  hasRabbitmq(roster)
    ? missing(roster, 'bridge').map((since) => ({
        severity: 'warning',
        since,
        message:
          'no bridge is at work: events of other services wait in notification.ingest. Start one',
      }))
    : [];

const missing = (roster: Roster, role: ProcessRole): readonly Date[] =>
  liveOnes(roster, role).length > 0 ? [] : [missedSince(roster, (each) => each.role === role)];

const hasRabbitmq = (roster: Roster): boolean =>
  liveOnes(roster).some(
    ({ sight }) => sight.states.rabbitmq !== undefined && sight.states.rabbitmq !== 'off',
  );

/** When the last such process was heard of; where there never was one, since the first of any kind began. */
const missedSince = (
  { now, processes }: Roster,
  isOne: (process: RunningProcess) => boolean,
): Date => {
  const last = processes.filter(isOne).map(({ endedAt, beatAt }) => (endedAt ?? beatAt).getTime());
  if (last.length > 0) return new Date(Math.max(...last));
  const starts = processes.map(({ startedAt }) => startedAt.getTime());
  return new Date(Math.min(now.getTime(), ...starts));
};
