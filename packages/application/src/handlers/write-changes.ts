import type { NotificationChange } from '@postroom/domain';
import type { TimelineLine } from '../ports/delivery-store.ts';
import type { Change, OutboxRow, Transaction } from '../ports/unit-of-work.ts';

export type Operated = Change & Pick<NotificationChange, 'events'>;

/** States, events, and a job for each that got a new dispatch. */
export const writeChanges = async (
  tx: Transaction,
  operated: readonly Operated[],
): Promise<void> => {
  if (operated.length === 0) return;
  await tx.notifications.update(operated);
  await tx.outbox.add(operated.flatMap(rowsOf));
};

const rowsOf = ({ before, next, events }: Operated): readonly OutboxRow[] => {
  const rows: OutboxRow[] = events.map((event) => ({ destination: 'exchange', event }));
  if (next.dispatch > before.dispatch) {
    const { queue, id, dispatch } = next;
    rows.push({ destination: queue, notificationId: id, dispatch, availableAt: null });
  }
  return rows;
};

export const sentAgain = (id: string, by: string): TimelineLine => ({
  id,
  event: 'sent again',
  detail: `handed to the queue again by ${by}`,
});
