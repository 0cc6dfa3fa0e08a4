import type { RowVerdict } from '@postroom/application';
import { draftOf } from '@postroom/application/testing';
import type { Draft, OutgoingEvent, Status } from '@postroom/domain';
import type { PostgresHarness } from '../../testing/postgres-harness.ts';

/** Accepts a notification without an outbox row and returns its id. */
export const addNotification = async (
  store: PostgresHarness,
  given: Partial<Draft> = {},
): Promise<string> => {
  const id = store.newId();
  await store.unitOfWork.transact((tx) => tx.notifications.add([draftOf({ id, ...given })]));
  return id;
};

/** Puts a notification where a test needs it, past every guard. */
export const force = async (
  { sql }: PostgresHarness,
  id: string,
  status: Status,
  given: { readonly maybeSent?: boolean; readonly leaseSeconds?: number } = {},
): Promise<void> => {
  const { maybeSent = false, leaseSeconds = 60 } = given;
  await sql`
    update notifications set status = ${status}, maybe_sent = ${maybeSent},
      lease_until = case when ${status} = 'sending' then now() + ${leaseSeconds}::int * interval '1 second' end
    where id = ${id}`;
};

/** A row for a lane. */
export const addJob = (
  { unitOfWork }: PostgresHarness,
  notificationId: string,
  given: {
    readonly destination?: 'critical' | 'standard' | 'bulk';
    readonly availableAt?: Date;
  } = {},
): Promise<void> =>
  unitOfWork.transact((tx) =>
    tx.outbox.add([
      {
        destination: given.destination ?? 'standard',
        notificationId,
        dispatch: 1,
        availableAt: given.availableAt ?? null,
      },
    ]),
  );

const eventOf = (notificationId: string | null, eventId = 'e-1'): OutgoingEvent => ({
  eventId,
  eventType: 'notification.sent',
  correlationId: 'c-1',
  traceparent: null,
  notificationId,
  occurredAt: new Date('2026-05-03T10:14:00.000Z'),
  fields: { attempts: 1 },
});

/** A row for the exchange. */
export const addEvent = (
  { unitOfWork }: PostgresHarness,
  notificationId: string | null,
  eventId?: string,
): Promise<void> =>
  unitOfWork.transact((tx) =>
    tx.outbox.add([{ destination: 'exchange', event: eventOf(notificationId, eventId) }]),
  );

type Row = { readonly rowId: string };

/** A publisher to whom everything happens alike. */
export const all =
  (verdict: 'confirmed' | 'unroutable' | 'not_published') =>
  async (rows: readonly Row[]): Promise<readonly RowVerdict[]> =>
    rows.map(({ rowId }) => ({ rowId, verdict }));

export const allWithReason =
  (verdict: 'refused' | 'quarantined', reason = 'no such luck') =>
  async (rows: readonly Row[]): Promise<readonly RowVerdict[]> =>
    rows.map(({ rowId }) => ({ rowId, verdict, reason }));

/** As a publisher that confirms, keeping what it saw. */
export const confirming = <Each extends Row>(seen: Each[]) => {
  const confirm = all('confirmed');
  return (rows: readonly Each[]) => {
    seen.push(...rows);
    return confirm(rows);
  };
};

/** Something that happens once, for others to await. */
export const signal = (): { readonly happened: Promise<void>; happen(): void } => {
  let happen = () => {};
  const happened = new Promise<void>((resolve) => {
    happen = resolve;
  });
  return { happened, happen };
};
