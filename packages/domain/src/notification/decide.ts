import type { Preferences } from '../preferences/preferences.ts';
import type { TypeDeclaration } from '../type/declaration.ts';
import type { Notification, Reason } from './notification.ts';

/** An address that must not be written to. */
export interface Suppression {
  /** `hard_bounce`, `complaint`, `unsubscribe`, `manual`. */
  readonly reason: string;
  readonly category: 'all' | 'transactional' | 'marketing';
  readonly source: string;
  readonly at: Date;
}

/** What a decision rests on, read from the primary with the notification. */
export interface DecisionFacts {
  /** The database's clock. */
  readonly now: Date;
  /** Of the user; without a user id, of every user with the same address. */
  readonly preferences: readonly Pick<Preferences, 'userId' | 'choices'>[];
  readonly suppression: Suppression | null;
}

export type Decision =
  | { readonly verdict: 'send' }
  | {
      readonly verdict: 'end';
      readonly to: 'suppressed' | 'expired' | 'unknown';
      readonly reason: Reason;
    };

/** What of a notification a decision looks at. */
type Decidable = Pick<Notification, 'type' | 'userId' | 'expiresAt' | 'maybeSent'>;

/** Whether a notification may go now. After an ambiguous hand-off a "no" can only end as `unknown`. */
export const decide = (
  n: Decidable,
  facts: DecisionFacts,
  declaration: TypeDeclaration,
  isEssential: (type: string) => boolean,
): Decision => {
  if (n.expiresAt <= facts.now) {
    const detail = `it was to be sent by ${spoken(n.expiresAt)} and that has passed`;
    return ended(n, 'expired', { code: 'expired', detail });
  }
  const { suppression } = facts;
  if (
    suppression &&
    (suppression.category === 'all' || suppression.category === declaration.category)
  ) {
    const detail = `the address is suppressed since ${spoken(suppression.at)} (${suppression.reason}, by ${suppression.source})`;
    return ended(n, 'suppressed', { code: 'address_suppressed', detail });
  }
  const optOut = isEssential(n.type) ? undefined : optOutOf(n, facts, declaration);
  return optOut ? ended(n, 'suppressed', optOut) : { verdict: 'send' };
};

const ended = (n: Decidable, to: 'suppressed' | 'expired', reason: Reason): Decision => {
  if (!n.maybeSent) return { verdict: 'end', to, reason };
  const detail = `an earlier attempt got no answer, so it may have been sent; since then ${reason.detail}`;
  return { verdict: 'end', to: 'unknown', reason: { code: 'maybe_sent', detail } };
};

const optOutOf = (
  n: Decidable,
  facts: DecisionFacts,
  declaration: TypeDeclaration,
): Reason | undefined => {
  for (const { userId, choices } of facts.preferences) {
    const choice = choices[n.type];
    if (choice && !choice.on) {
      const detail = `${userId} switched ${n.type} off on ${spoken(choice.at)}, over ${choice.via}`;
      return { code: 'opted_out', detail };
    }
  }
  const anyoneSilent = facts.preferences.some(({ choices }) => !choices[n.type]);
  const nobodySpoke = facts.preferences.length === 0;
  if (declaration.onByDefault || !(anyoneSilent || nobodySpoke)) return undefined;
  const who = n.userId ?? 'the recipient';
  return {
    code: 'off_by_default',
    detail: `${n.type} is off by default and ${who} never switched it on`,
  };
};

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** A moment as a support person reads it out: `3 May 2026, 10:14 UTC`. */
export const spoken = (at: Date): string => {
  const time = at.toISOString().slice(11, 16);
  return `${at.getUTCDate()} ${months[at.getUTCMonth()]} ${at.getUTCFullYear()}, ${time} UTC`;
};
