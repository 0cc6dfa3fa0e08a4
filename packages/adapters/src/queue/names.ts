import type { Job } from '@postroom/application';
import type { QueueName } from '@postroom/domain';

/** What every job is called; the lane and the id say the rest. */
export const jobName = 'deliver';

/** Where keys begin in Redis when nobody says otherwise. */
export const defaultPrefix = 'postroom';

/** Takes `?prefix=` out of a Redis URL, which means nothing to Redis. */
export const redisPlace = (
  redisUrl: string,
): { readonly url: string; readonly prefix: string | undefined } => {
  const url = new URL(redisUrl);
  const prefix = url.searchParams.get('prefix') ?? undefined;
  url.searchParams.delete('prefix');
  return { url: url.toString(), prefix };
};

/** The name of a lane's queue, in either store. */
export const queueNameOf = (queue: QueueName): string => queue;

/**
 * The prefix of a lane's keys in Redis. The braces are the lane's hash tag, so that on a cluster all
 * keys of a lane lie on one node, as BullMQ's scripts need it, and the lanes spread.
 */
export const lanePrefix = (prefix: string, queue: QueueName): string => `${prefix}:{${queue}}`;

/**
 * The id of a hand-over: the same one never becomes two jobs, and a new dispatch is a new job even
 * while an old one lies among the failed.
 */
export const jobIdOf = ({ id, dispatch }: Job): string => `${id}.${dispatch}`;
