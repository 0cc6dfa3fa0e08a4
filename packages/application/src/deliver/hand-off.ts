import { type Attempt, idempotencyKeyOf, type Notification, type Outcome } from '@postroom/domain';
import type { EmailMessage, EmailProvider } from '../ports/email-provider.ts';
import type { DeliverContext } from './context.ts';
import { sendWithin } from './send-within.ts';
import type { WayOut } from './way-out.ts';

export interface HandOff {
  /** What counts for the notification. */
  readonly outcome: Outcome;
  readonly tries: readonly Attempt[];
  /** A provider that was given up on and accepted after all, once it says so. */
  readonly late: Promise<Outcome> | null;
}

/**
 * Hands a claimed notification to a provider, and to the next in order when that one surely did not
 * accept and another might: not after a permanent refusal, which every provider would repeat, and
 * never after silence, which may have been a yes. Before another is tried its name is written down,
 * so that a crash in between is settled at the right one.
 */
export const handOff = async (
  notification: Notification,
  message: EmailMessage,
  way: WayOut,
  context: DeliverContext,
): Promise<HandOff> => {
  const tries: Attempt[] = [];
  const outcomes: Outcome[] = [];
  let late: HandOff['late'] = null;

  const tryOne = async (provider: EmailProvider, leave: WayOut['leave']): Promise<Outcome> => {
    const startedAt = context.now();
    const idempotencyKey = idempotencyKeyOf(notification);
    const sent = await sendWithin(context.sendTimeoutMs, (signal) =>
      provider.send(message, { idempotencyKey, signal }),
    );
    late = sent.late;
    leave(sent.outcome);
    const attempt = attemptOf(provider, startedAt, context.now(), sent.outcome);
    tries.push(attempt);
    outcomes.push(sent.outcome);
    context.observe.attempted(notification, attempt);
    return sent.outcome;
  };

  let outcome = await tryOne(way.provider, way.leave);
  for (const provider of way.others) {
    if (!mayTryAnother(outcome)) break;
    // A gate that cannot be asked is a closed one: what the first provider said is to be kept.
    const entry = await context.gate.enter(provider.name, notification.queue).catch(() => null);
    if (!entry?.isOpen) continue;
    try {
      if (!(await isNowAt(provider, notification, context))) break;
      outcome = await tryOne(provider, entry.leave);
    } finally {
      entry.leave(null);
    }
  }
  const isOver = !mayTryAnother(outcome);
  return { outcome: isOver ? outcome : weightiest(outcomes), tries, late };
};

/** Binds the claim to another provider; false when it could not be written, or is another's by now. */
const isNowAt = (
  provider: EmailProvider,
  { id, claim }: Notification,
  { extend, leaseMs }: DeliverContext,
): Promise<boolean> => extend({ id, claim, leaseMs, provider: provider.name }).catch(() => false);

const mayTryAnother = (outcome: Outcome): boolean =>
  outcome.outcome === 'rejected' && outcome.kind !== 'permanent';

/** A transient refusal was about this message and spends an attempt; throttling and absence were not. */
const weights = ['transient', 'throttled', 'unreachable'];

const weightiest = (outcomes: readonly Outcome[]): Outcome => {
  const kindOf = (outcome: Outcome) => (outcome.outcome === 'rejected' ? outcome.kind : '');
  const [first] = [...outcomes].sort(
    (a, b) => weights.indexOf(kindOf(a)) - weights.indexOf(kindOf(b)),
  );
  if (!first) throw new Error('nothing was handed to any provider');
  return first;
};

const attemptOf = (
  provider: EmailProvider,
  startedAt: Date,
  endedAt: Date,
  outcome: Outcome,
): Attempt => ({
  provider: provider.name,
  startedAt,
  durationMs: endedAt.getTime() - startedAt.getTime(),
  outcome: outcome.outcome,
  code: outcome.outcome === 'accepted' ? null : outcome.code,
  detail: outcome.outcome === 'accepted' ? null : outcome.detail,
  providerId: outcome.outcome === 'accepted' ? outcome.providerId : null,
});
