import type { JobRow, OutboxRow, RelayStore } from '@postroom/application';
import type { MemoryWorld } from '@postroom/application/testing';
import type { Life } from './life.ts';

type MemoryState = ReturnType<MemoryWorld['state']>;

/** Rows that a relay holds, until it ends its transaction or dies. */
export type RowLocks = Map<OutboxRow, Life>;

/** Claim by existence, publish, delete what was confirmed: the transaction of the real one, in steps. */
export const memoryRelayStore = (
  { state, now }: Pick<MemoryWorld, 'state' | 'now'>,
  locks: RowLocks,
  life: Life,
): Pick<RelayStore, 'drainJobs'> => ({
  async drainJobs(queue, limit, publish) {
    await life.pass('claims rows of the outbox');
    const isFree = (row: OutboxRow): boolean => locks.get(row)?.isDead ?? true;
    const rows = state()
      .outbox.filter((row): row is JobRow => row.destination === queue)
      .filter((row) => isFree(row) && (row.availableAt === null || row.availableAt <= now()))
      .slice(0, limit);
    if (rows.length === 0) return 0;
    for (const row of rows) locks.set(row, life);
    try {
      const verdicts = await publish(
        rows.map(({ notificationId, dispatch }, i) => ({
          rowId: String(i),
          id: notificationId,
          dispatch,
        })),
      );
      await life.pass('deletes what was confirmed');
      const gone = verdicts.flatMap(({ rowId }) => rows[Number(rowId)] ?? []);
      remove(state(), gone);
      return rows.length;
    } finally {
      for (const row of rows) locks.delete(row);
    }
  },
});

const remove = (state: MemoryState, gone: readonly JobRow[]): void => {
  state.outbox = state.outbox.filter((row) => !gone.some((each) => each === row));
  for (const { notificationId } of gone) {
    const n = state.notifications.get(notificationId);
    if (n?.status === 'scheduled') state.notifications.set(n.id, { ...n, status: 'queued' });
  }
};
