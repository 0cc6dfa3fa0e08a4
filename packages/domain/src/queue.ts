/**
 * The three lanes a notification may travel in. A type names its lane and workers take any set of
 * lanes, so that a campaign on `bulk` never delays a password reset on `critical`.
 */
export const queueNames = ['critical', 'standard', 'bulk'] as const;

export type QueueName = (typeof queueNames)[number];

export const isQueueName = (word: string): word is QueueName =>
  (queueNames as readonly string[]).includes(word);
