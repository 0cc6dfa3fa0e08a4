import type { QueueName } from '@postroom/domain';
import type { TakePace } from './provider-gate.ts';

/** One token of a bucket that the fleet shares. */
type TakeToken = () => Promise<{ readonly granted: number; readonly retryAfterMs: number }>;

interface PaceOptions {
  /** Mails a second. */
  readonly ratePerSecond: number;
  readonly take: TakeToken;
  /** A bucket that fills more slowly and that bulk asks first, so that a campaign leaves room. */
  readonly takeForBulk: TakeToken;
  nowMs(): number;
  random(): number;
}

/** What bulk may use of a provider's rate, so that a password reset finds a token during a campaign. */
export const bulkShare = 0.8;
/** Whoever would wait longer asks again within it. */
const horizonMs = 60_000;

/**
 * How fast a provider is used. Those who find no token get a moment each, one after the other as
 * far apart as tokens come, so that a backlog of thousands does not ask for the same one.
 */
export const createPace = (options: PaceOptions): TakePace => {
  const { ratePerSecond, take, takeForBulk, nowMs, random } = options;
  const gapMs = 1_000 / ratePerSecond;
  const lastSlots = new Map<QueueName, number>();

  const slotFor = (queue: QueueName, retryAfterMs: number): number => {
    const now = nowMs();
    const next = (lastSlots.get(queue) ?? 0) + gapMs;
    const slot = Math.max(now + Math.max(1, retryAfterMs), next);
    if (slot > now + horizonMs) return Math.round((horizonMs / 2) * (1 + random()));
    lastSlots.set(queue, slot);
    return Math.ceil(slot - now);
  };

  return async (queue) => {
    for (const token of queue === 'bulk' ? [takeForBulk, take] : [take]) {
      const { granted, retryAfterMs } = await token();
      if (granted === 0) return { waitMs: slotFor(queue, retryAfterMs) };
    }
    return { waitMs: 0 };
  };
};
