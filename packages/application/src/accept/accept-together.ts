import {
  createPreferences,
  DomainError,
  type Draft,
  draft,
  normalAddress,
  type OutgoingEvent,
} from '@postroom/domain';
import type { Accepted, Receipt, Submission } from '../commands.ts';
import type { HandlerContext } from '../handlers/context.ts';
import { type PreferenceNews, preferenceMails } from '../handlers/preference-mails.ts';
import type { OutboxRow, Transaction } from '../ports/unit-of-work.ts';
import type { Settled } from '../settled.ts';
import { admitOnce } from './admit-once.ts';
import { keyReused } from './coalesce.ts';
import { jobRow } from './job-row.ts';

interface Prepared {
  readonly submission: Submission;
  readonly drafts: readonly Draft[];
  readonly receipt: Receipt;
}

/**
 * One transaction for all. First it only reads (who has which address), so that every answer is
 * known before the first lock; then it writes in the order that all writers keep.
 */
export const acceptTogether = async (
  tx: Transaction,
  submissions: readonly Submission[],
  context: HandlerContext,
): Promise<readonly Settled<Receipt>[]> => {
  const book = await addressBook(tx, submissions);
  const prepared = submissions.map((submission) => prepare(submission, book, context));
  const admitted = await admitOnce(
    tx,
    prepared.filter(isOk).map(({ value }) => value),
  );

  const winners = admitted.filter((each) => each.verdict === 'new').map((each) => each.item);
  const welcomed = await welcome(tx, winners, context);
  const drafts = [...winners.flatMap((winner) => winner.drafts), ...welcomed.mails].sort((a, b) =>
    a.id < b.id ? -1 : 1,
  );
  if (drafts.length > 0) await tx.notifications.add(drafts);
  const rows: OutboxRow[] = [
    ...drafts.map(jobRow),
    ...welcomed.events.map((event): OutboxRow => ({ destination: 'exchange', event })),
  ];
  if (rows.length > 0) await tx.outbox.add(rows);

  const answers = new Map(admitted.map((each) => [each.item, each]));
  return prepared.map((each): Settled<Receipt> => {
    if (!each.ok) return each;
    const answer = answers.get(each.value);
    switch (answer?.verdict) {
      case 'new':
        return { ok: true, value: each.value.receipt };
      case 'replayed':
        return { ok: true, value: { outcome: 'replayed', notifications: answer.notifications } };
      case 'duplicate':
        return { ok: true, value: { outcome: 'duplicate', notifications: [] } };
      default:
        return { ok: false, error: keyReused(each.value.submission) };
    }
  });
};

/** Who lives where, as far as these submissions ask. */
export interface AddressBook {
  readonly addressOf: ReadonlyMap<string, string>;
  readonly usersAt: ReadonlyMap<string, readonly string[]>;
}

export const addressBook = async (
  tx: Transaction,
  submissions: readonly Pick<Submission, 'requests'>[],
): Promise<AddressBook> => {
  const requests = submissions.flatMap((submission) => submission.requests);
  const userIds = new Set<string>();
  const addresses = new Set<string>();
  for (const { recipientEmail, userId } of requests) {
    if (recipientEmail === null && userId !== null) userIds.add(userId);
    if (recipientEmail !== null && userId === null) addresses.add(normalAddress(recipientEmail));
  }
  return {
    addressOf: userIds.size > 0 ? await tx.preferences.addressesOf([...userIds]) : new Map(),
    usersAt: addresses.size > 0 ? await tx.preferences.usersAt([...addresses]) : new Map(),
  };
};

/** Drafts of one caller's requests and the answer to them, before anything is written. */
export const prepare = (
  submission: Submission,
  book: AddressBook,
  { catalogue, newId, now }: HandlerContext,
): Settled<Prepared> => {
  const drafts: Draft[] = [];
  for (const [index, request] of submission.requests.entries()) {
    const declaration = catalogue.find(request.type);
    if (!declaration)
      return { ok: false, error: new Error(`type ${request.type} is not declared`) };
    const recipientEmail = request.recipientEmail ?? book.addressOf.get(request.userId ?? '');
    if (recipientEmail === undefined) {
      return { ok: false, error: noAddress(request.userId, index, submission.requests.length) };
    }
    const owners = book.usersAt.get(normalAddress(recipientEmail)) ?? [];
    const only = owners.length === 1 ? (owners[0] ?? null) : null;
    drafts.push(
      draft(request, {
        id: newId(),
        now: now(),
        origin: submission.origin,
        declaration,
        sensitive: catalogue.templateVariables(request.template)?.sensitive ?? [],
        recipientEmail,
        userId: request.userId ?? only,
      }),
    );
  }
  const notifications = drafts.map(({ id, status }): Accepted => ({ notificationId: id, status }));
  return {
    ok: true,
    value: { submission, drafts, receipt: { outcome: 'accepted', notifications } },
  };
};

const noAddress = (userId: string | null, index: number, count: number): DomainError =>
  new DomainError(
    'validation_failed',
    `user ${userId} has no preferences to take an address from`,
    [
      {
        path: [...(count > 1 ? ['notifications', index] : []), 'recipient_email'],
        code: 'required',
        detail: `is required: user ${userId} has no preferences to take an address from`,
      },
    ],
  );

interface Welcomed {
  readonly events: readonly OutgoingEvent[];
  readonly mails: readonly Draft[];
}

/** Default preferences for users whom an event brought, if they have none. */
const welcome = async (
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

const isOk = <Value>(each: Settled<Value>): each is { readonly ok: true; readonly value: Value } =>
  each.ok;
