import type { Notification, State } from './schema.ts';

/** Failed, expired and unknown ones may be taken up again by an operator; until then they are over. */
const ended: readonly State['status'][] = [
  'sent',
  'failed',
  'unknown',
  'expired',
  'suppressed',
  'cancelled',
];

const hasEnded = ({ status }: Pick<Notification, 'status'>): boolean => ended.includes(status);

/** Seconds of one long poll: below what proxies cut off. */
const longestPollSeconds = 20;

/** Asks again and again, each time for as long as the service will wait. */
export const waitUntilEnded = async ({
  id,
  timeoutMs,
  read,
}: {
  readonly id: string;
  readonly timeoutMs: number;
  /** @param seconds How long the answer may take. */
  read(seconds: number): Promise<Notification>;
}): Promise<Notification> => {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const left = Math.ceil((deadline - performance.now()) / 1000);
    const notification = await read(Math.min(longestPollSeconds, Math.max(0, left)));
    if (hasEnded(notification)) return notification;
    if (performance.now() >= deadline) {
      throw new Error(`notification ${id} is ${notification.status} after ${timeoutMs} ms`);
    }
  }
};
