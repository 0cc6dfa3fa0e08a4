import { type AdmissionLimits, closedLanes, type LaneFigures } from '@postroom/application';
import type { QueueName } from '@postroom/domain';
import type { Log } from '@postroom/runtime';

/** Knows which lanes are closed; all are open until somebody looked. */
export interface LaneWatch {
  isClosed(queue: QueueName): boolean;
  /** Looks once. When it cannot see, every door stays as it was. @throws what `read` throws. */
  runOnce(): Promise<'idle'>;
}

interface Options {
  /** Depths need not be counted further than `most`. */
  read(most: number): Promise<readonly LaneFigures[]>;
  readonly limits: AdmissionLimits;
  readonly log: Pick<Log, 'info' | 'warn'>;
}

/** Watches the lanes beside the requests, which only ask what was seen last. */
export const createLaneWatch = ({ read, limits, log }: Options): LaneWatch => {
  let closed: ReadonlySet<QueueName> = new Set();
  return {
    isClosed: (queue) => closed.has(queue),
    async runOnce() {
      const lanes = await read(limits.depth + 1);
      const next = closedLanes(closed, lanes, limits);
      for (const { queue, depth, ageSeconds } of lanes) {
        if (next.has(queue) === closed.has(queue)) continue;
        const facts = { queue, depth, age_seconds: Math.round(ageSeconds) };
        if (next.has(queue)) log.warn({ event: 'lane.closed', ...facts }, 'a lane is full: 503');
        else log.info({ event: 'lane.opened', ...facts }, 'a lane takes notifications again');
      }
      closed = next;
      return 'idle';
    },
  };
};
