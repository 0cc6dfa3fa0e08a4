import { type Draft, endingEvent, type OutgoingEvent } from '@postroom/domain';
import type { Now } from '../ports/clock.ts';
import type { OutboxRow, Transaction } from '../ports/unit-of-work.ts';
import { jobRow } from './job-row.ts';
import { type OverCap, overCapReason } from './recipient-cap.ts';

/**
 * Writes what is accepted: notifications, then what the outbox has to tell of them and `events`.
 * What is over the recipient's cap ends here, with an event instead of a job.
 */
export const addDrafts = async (
  tx: Transaction,
  given: {
    readonly drafts: readonly Draft[];
    readonly over: ReadonlyMap<Draft, OverCap>;
    readonly events?: readonly OutgoingEvent[];
    readonly now: Now;
  },
): Promise<void> => {
  const { over, events = [] } = given;
  const drafts = [...given.drafts].sort((a, b) => (a.id < b.id ? -1 : 1));
  const now = given.now();
  const ended = drafts.flatMap((draft) => {
    const each = over.get(draft);
    return each ? [{ draft, reason: overCapReason(draft, each, now) }] : [];
  });
  const told = ended.map(({ draft, reason }) => suppressed(draft, reason, now));
  const rows: OutboxRow[] = [
    ...drafts.filter((draft) => !over.has(draft)).map(jobRow),
    ...[...events, ...told].map((event): OutboxRow => ({ destination: 'exchange', event })),
  ];
  // In this order, and without waiting in between: it is one round trip instead of three.
  await Promise.all([
    drafts.length > 0 && tx.notifications.add(drafts),
    ended.length > 0 &&
      tx.notifications.suppress(ended.map(({ draft, reason }) => ({ id: draft.id, reason }))),
    rows.length > 0 && tx.outbox.add(rows),
  ]);
};

const suppressed = (
  draft: Draft,
  reason: { readonly code: string; readonly detail: string },
  at: Date,
): OutgoingEvent =>
  endingEvent({ ...draft, redrive: 0 }, 'suppressed', {
    at,
    provider: null,
    attempts: 0,
    code: reason.code,
    message: reason.detail,
  });
