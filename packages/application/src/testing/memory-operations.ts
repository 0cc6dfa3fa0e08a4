import type { Now } from '../ports/clock.ts';
import type { Operations } from '../ports/operations.ts';
import type { MemoryState } from './memory-state.ts';

/** Operations over a state in memory; transactions come one after the other, so none is ever locked. */
export const memoryOperations = ({ operations }: MemoryState, now: Now): Operations => ({
  async add(operation) {
    const begun = { cursor: null, done: 0, skipped: {}, createdAt: now(), updatedAt: now() };
    operations.set(operation.id, { ...operation, ...begun, endedAt: null });
  },
  async take(id) {
    const open = [...operations.values()].filter(({ endedAt }) => endedAt === null);
    return open
      .filter((each) => id === undefined || each.id === id)
      .sort((a, b) => a.updatedAt.getTime() - b.updatedAt.getTime())[0];
  },
  async advance({ id, cursor, done, skipped, isOver }) {
    const before = operations.get(id);
    if (!before) throw new Error(`there is no operation ${id}`);
    const endedAt = isOver ? now() : null;
    operations.set(id, { ...before, cursor, done, skipped, updatedAt: now(), endedAt });
  },
});
