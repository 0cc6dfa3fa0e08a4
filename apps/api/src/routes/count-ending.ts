import type { Operated } from '@postroom/application';
import type { Metrics } from '@postroom/runtime';

/** Counts what an operation brought to an end, once: not when its answer is only repeated. */
export const countEnding = (
  { notifications }: Pick<Metrics, 'notifications'>,
  { type, status, replayed }: Operated,
): void => {
  if (!replayed) notifications.inc({ type, status });
};
