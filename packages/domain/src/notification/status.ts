/**
 * The states of a notification and every legal way between them.
 *
 * - `scheduled`: accepted for later; its outbox row is not due.
 * - `queued`: due; on its way to a worker, or waiting for one.
 * - `sending`: a worker has claimed it and handed it off, or is about to.
 * - `retry_wait`: the last attempt failed for now; waits for `next_attempt_at`.
 * - `sent`: a provider accepted it. Final.
 * - `failed`: given up. `expired`: too late to be of use. An operator may redrive either.
 * - `unknown`: handed off without an answer, and the type forbids a second copy.
 * - `cancelled`, `suppressed`: never sent, by a caller's or a recipient's wish. Final.
 *
 * SQL guards are generated from this table; nothing moves a notification but along it.
 */
export const transitions = {
  scheduled: ['queued', 'sending', 'cancelled', 'suppressed', 'expired'],
  queued: ['sending', 'cancelled', 'suppressed', 'expired', 'failed', 'sent', 'unknown'],
  sending: ['sent', 'retry_wait', 'failed', 'unknown'],
  retry_wait: ['sending', 'failed', 'sent', 'cancelled', 'suppressed', 'expired', 'unknown'],
  unknown: ['sent', 'failed', 'queued'],
  failed: ['queued', 'sent'],
  expired: ['queued', 'sent'],
  sent: [],
  cancelled: [],
  suppressed: [],
} as const satisfies Record<string, readonly string[]>;

export type Status = keyof typeof transitions;

export const statuses = Object.keys(transitions) as readonly Status[]; // keys of a const object

/**
 * Whether the table allows a move. After an ambiguous hand-off (`maybeSent`) nobody can promise any
 * more that no mail went out, so what waits for the next one cannot be cancelled, suppressed or
 * expired, only end as `unknown`; and only that can. It waits as `retry_wait`, or as `queued` when an
 * operator sends an `unknown` one again.
 */
export const mayMove = (from: Status, to: Status, maybeSent = false): boolean => {
  const allowed: readonly string[] = transitions[from];
  if (!allowed.includes(to)) return false;
  if (from !== 'retry_wait' && from !== 'queued') return true;
  if (to === 'unknown') return maybeSent;
  return !(maybeSent && (to === 'cancelled' || to === 'suppressed' || to === 'expired'));
};

/** The states from which a state can be reached, in the table's order. */
export const sourcesOf = (to: Status): readonly Status[] =>
  statuses.filter((from) => (transitions[from] as readonly string[]).includes(to));

/** States that end a notification's journey, until an operator redrives it. */
export const endings = ['sent', 'failed', 'unknown', 'cancelled', 'suppressed', 'expired'] as const;

export type Ending = (typeof endings)[number];

export const hasEnded = (status: Status): status is Ending =>
  (endings as readonly string[]).includes(status);
