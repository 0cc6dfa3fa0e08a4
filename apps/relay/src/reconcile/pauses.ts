import { type QueueName, queueNames } from '@postroom/domain';

/** The queue store's side of pausing. */
export interface LaneSwitches {
  isLanePaused(queue: QueueName): Promise<boolean>;
  pauseLane(queue: QueueName): Promise<void>;
  resumeLane(queue: QueueName): Promise<void>;
}

/**
 * Makes the queue store do what operators wished, which stands in Postgres: a wish survives the loss
 * of the queue store, and one that was made while it was away.
 */
export const applyPauses = async (
  wished: ReadonlySet<QueueName>,
  lanes: LaneSwitches,
): Promise<void> => {
  for (const queue of queueNames) {
    const isPaused = await lanes.isLanePaused(queue);
    if (wished.has(queue) && !isPaused) await lanes.pauseLane(queue);
    if (!wished.has(queue) && isPaused) await lanes.resumeLane(queue);
  }
};
