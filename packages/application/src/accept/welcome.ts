import { createPreferences, type Draft, type OutgoingEvent } from '@postroom/domain';
import type { HandlerContext } from '../handlers/context.ts';
import { type PreferenceNews, preferenceMails } from '../handlers/preference-mails.ts';
import type { Transaction } from '../ports/unit-of-work.ts';
import type { Prepared } from './prepare.ts';

interface Welcomed {
  readonly events: readonly OutgoingEvent[];
  readonly mails: readonly Draft[];
}

/** Default preferences for users whom an event brought, if they have none. */
export const welcome = async (
  tx: Transaction,
  winners: readonly Prepared[],
  context: HandlerContext,
): Promise<Welcomed> => {
  const { catalogue, now } = context;
  const changes = new Map(
    winners.flatMap(({ submission }) =>
      submission.newcomers.map(({ userId, email }) => {
        const { correlationId, traceparent, test } = submission.origin;
        const origin = { correlationId, traceparent, via: 'an event' };
        const change = { ...origin, email, catalogue, wishes: {}, now: now() };
        const made = createPreferences(userId, change);
        return [userId, { ...made, correlationId, traceparent, test }] as const;
      }),
    ),
  );
  if (changes.size === 0) return { events: [], mails: [] };
  const rows = [...changes.values()].map(({ next }) => next);
  const added = await tx.preferences.add(rows.sort((a, b) => (a.userId < b.userId ? -1 : 1)));
  const made = added.flatMap(({ userId }) => changes.get(userId) ?? []);
  const news = made.map(({ next, correlationId, traceparent, test }): PreferenceNews => {
    const what = { what: 'created', via: 'an event' } as const;
    return { ...what, preferences: next, to: next.email, correlationId, traceparent, test };
  });
  return {
    events: made.flatMap(({ events }) => events),
    mails: preferenceMails(news, context),
  };
};
