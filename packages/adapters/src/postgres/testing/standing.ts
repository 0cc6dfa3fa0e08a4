import type { Notification, Settlement, Status } from '@postroom/domain';
import type { PostgresHarness } from '../../testing/postgres-harness.ts';
import { addNotification, force } from './rows.ts';

export const storedIn = async (store: PostgresHarness, id: string): Promise<Notification> => {
  const detail = await store.queries.notification(id);
  if (!detail) throw new Error(`notification ${id} is not there`);
  return detail.notification;
};

/** A new notification in a state of the test's choice. */
export const standingIn = async (
  store: PostgresHarness,
  status: Status,
  given: { readonly maybeSent?: boolean } = {},
): Promise<Notification> => {
  const id = await addNotification(store);
  await force(store, id, status, given);
  return storedIn(store, id);
};

/** The bare move, under the notification's own guard. */
export const settlementOf = (n: Notification, to: Settlement['to']): Settlement => ({
  id: n.id,
  redrive: n.redrive,
  dispatch: n.dispatch,
  claim: n.claim,
  to,
  attempts: 1,
  maybeSent: n.maybeSent,
  provider: null,
  providerId: null,
  retryInMs: to === 'retry_wait' ? 0 : null,
  reason: null,
  errorCode: null,
  tries: [],
  events: [],
});
