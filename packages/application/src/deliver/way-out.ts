import type { Notification } from '@postroom/domain';
import type { EmailProvider } from '../ports/email-provider.ts';
import type { DeliverContext } from './context.ts';
import type { Entry } from './provider-gate.ts';

/** A provider that takes this mail now, and those that may be asked after it. */
export interface WayOut {
  readonly provider: EmailProvider;
  readonly others: readonly EmailProvider[];
  readonly leave: (outcome: Parameters<OpenEntry['leave']>[0]) => void;
}

type OpenEntry = Extract<Entry, { readonly isOpen: true }>;
type ClosedEntry = Extract<Entry, { readonly isOpen: false }>;

/**
 * The first provider, in order, whose gate is open. None is: the shortest wait. Nothing is claimed
 * yet, so what only waits is not in doubt when this process dies, and costs no statement.
 */
export const findWayOut = async (
  n: Notification,
  context: DeliverContext,
): Promise<WayOut | ClosedEntry> => {
  if (n.test) return { provider: context.testProvider, others: [], leave: () => undefined };
  const candidates = candidatesFor(n, context);
  let shortest: ClosedEntry | undefined;
  for (const [index, provider] of candidates.entries()) {
    const entry = await context.gate.enter(provider.name, n.queue);
    if (entry.isOpen) {
      return { provider, others: candidates.slice(index + 1), leave: entry.leave };
    }
    // Going as fast as was wished is no failure, and no reason to use a provider that is less liked.
    if (entry.reason.code === 'rate_limit') return entry;
    if (!shortest || entry.waitMs < shortest.waitMs) shortest = entry;
  }
  if (!shortest) throw new Error('there is no provider to hand mail to');
  return shortest;
};

/** An ambiguous hand-off binds the notification to its provider for the rest of the redrive. */
export const candidatesFor = (
  n: Notification,
  { providers }: DeliverContext,
): readonly EmailProvider[] =>
  n.maybeSent ? providers.filter(({ name }) => name === n.provider) : providers;
