import type { Attempt, Notification, Outcome } from '@postroom/domain';
import { idempotencyKeyOf } from '@postroom/domain';
import type { EmailMessage, EmailProvider } from '../ports/email-provider.ts';
import type { DeliverContext } from './context.ts';

export interface HandOff {
  /** What counts for the notification. */
  readonly outcome: Outcome;
  readonly tries: readonly Attempt[];
}

/**
 * Tries the providers in order until one accepts. The next is tried only when this one surely did
 * not accept and another might: not after a permanent refusal, which every provider would repeat,
 * and never after silence, which may have been a yes.
 */
export const handOff = async (
  notification: Notification,
  message: EmailMessage,
  context: DeliverContext,
): Promise<HandOff> => {
  const tries: Attempt[] = [];
  const outcomes: Outcome[] = [];
  for (const provider of candidates(notification, context)) {
    const startedAt = context.now();
    const outcome = await send(provider, notification, message, context);
    const attempt = attemptOf(provider, startedAt, context.now(), outcome);
    tries.push(attempt);
    outcomes.push(outcome);
    context.observe.attempted(notification, attempt);
    if (!mayTryAnother(outcome)) return { outcome, tries };
  }
  return { outcome: weightiest(outcomes), tries };
};

/** An ambiguous hand-off binds the notification to its provider for the rest of the redrive. */
const candidates = (n: Notification, context: DeliverContext): readonly EmailProvider[] => {
  if (n.test) return [context.testProvider];
  if (!n.maybeSent) return context.providers;
  const bound = context.providers.filter(({ name }) => name === n.provider);
  return bound.length > 0 ? bound : context.providers;
};

const send = async (
  provider: EmailProvider,
  notification: Notification,
  message: EmailMessage,
  { sendTimeoutMs }: DeliverContext,
): Promise<Outcome> => {
  const signal = AbortSignal.timeout(sendTimeoutMs);
  try {
    return await provider.send(message, { idempotencyKey: idempotencyKeyOf(notification), signal });
  } catch (error) {
    // A provider that throws broke its promise in the middle of who knows what.
    const detail = error instanceof Error ? error.message : String(error);
    return { outcome: 'ambiguous', code: 'provider_threw', detail };
  }
};

const mayTryAnother = (outcome: Outcome): boolean =>
  outcome.outcome === 'rejected' && outcome.kind !== 'permanent';

/** A transient refusal was about this message and spends an attempt; throttling and absence were not. */
const weights = ['transient', 'throttled', 'unreachable'];

const weightiest = (outcomes: readonly Outcome[]): Outcome => {
  const kindOf = (outcome: Outcome) => (outcome.outcome === 'rejected' ? outcome.kind : '');
  const [first] = [...outcomes].sort(
    (a, b) => weights.indexOf(kindOf(a)) - weights.indexOf(kindOf(b)),
  );
  if (!first) throw new Error('there is no provider to hand mail to');
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
