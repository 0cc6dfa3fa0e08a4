import { type Attempt, concluded, type Notification, type Outcome } from '@postroom/domain';
import type { DeliverContext } from './context.ts';
import { settleSurely } from './settle-surely.ts';

/**
 * A provider that was given up on may still say that it accepted, and a success counts whenever it
 * comes: the retry that waits meanwhile is called off. Anything else it says is no news. Never
 * rejects: nobody waits for it.
 */
export const settleLate = async (
  claimed: Notification,
  tries: readonly Attempt[],
  late: Promise<Outcome>,
  clock: () => Date,
  context: DeliverContext,
): Promise<void> => {
  const outcome = await late;
  if (outcome.outcome !== 'accepted') return;
  const { providerId } = outcome;
  const provider = tries.at(-1)?.provider ?? null;
  const attempts = claimed.attempts + 1;
  const maybeSent = { ...claimed, maybeSent: true };
  const settlement = concluded(maybeSent, 'sent', { at: clock(), provider, providerId, attempts });
  // The store stayed away: the retry under the same key finds out.
  await settleSurely(claimed, settlement, context).catch(() => undefined);
};
