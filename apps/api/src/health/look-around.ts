import { type Look, standbyState } from '@postroom/application';
import { type QueueName, queueNames } from '@postroom/domain';
import { probeTimeoutMs, withDeadline } from '@postroom/runtime';
import type { AskLag } from './standby.ts';

interface Surroundings {
  /** Absent where no standby is set. */
  readonly standbyLag: AskLag | undefined;
  isLaneClosed(queue: QueueName): boolean;
}

/** What an API alone can see: its own doors, and the standby it reads from. */
export const lookAround = async ({ standbyLag, isLaneClosed }: Surroundings): Promise<Look> => {
  const standby = standbyLag ? await lookAtStandby(standbyLag) : {};
  const doors = queueNames.map(
    (queue) => [`admission.${queue}`, isLaneClosed(queue) ? 'closed' : 'open'] as const,
  );
  return { ...standby, states: { ...standby.states, ...Object.fromEntries(doors) } };
};

const lookAtStandby = async (lag: AskLag): Promise<Look> => {
  const seconds = await withDeadline(lag(), probeTimeoutMs, 'asking the standby').catch(
    () => undefined,
  );
  return seconds === undefined
    ? { states: { standby: 'down' } }
    : { states: { standby: standbyState(seconds) }, figures: { standby_lag: seconds } };
};
