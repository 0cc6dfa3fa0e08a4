import { normalAddress } from '@postroom/domain';
import type { Now } from '../ports/clock.ts';
import type { Queries } from '../ports/queries.ts';
import { isAskedFor, isSelected } from './memory-selection.ts';
import type { MemoryState } from './memory-state.ts';

/** Reads over a state in memory. */
export const memoryQueries = (state: () => MemoryState, now: Now): Queries => ({
  async notification(id) {
    const notification = state().notifications.get(id);
    if (!notification) return undefined;
    const attempts = state()
      .attempts.filter((attempt) => attempt.notificationId === id)
      .map((attempt, i) => ({ ...attempt, number: i + 1 }));
    const timeline = [
      { at: notification.createdAt, event: 'accepted', detail: `from ${notification.source}` },
      ...state().timeline.filter((entry) => entry.notificationId === id),
    ];
    const { sentSubject } = notification;
    return { notification, sentSubject, delivery: null, attempts, timeline };
  },

  async history(filter) {
    return [...state().notifications.values()]
      .filter((n) => n.userId === filter.userId)
      .filter((n) => filter.source === undefined || n.source === filter.source)
      .filter((n) => filter.before === undefined || n.id < filter.before)
      .filter((n) => filter.status === undefined || n.status === filter.status)
      .filter((n) => filter.type === undefined || n.type === filter.type)
      .filter((n) => filter.since === undefined || n.createdAt >= filter.since)
      .filter((n) => filter.until === undefined || n.createdAt < filter.until)
      .sort((a, b) => (a.id < b.id ? 1 : -1))
      .slice(0, filter.limit)
      .map((notification) => ({ notification, sentSubject: notification.sentSubject }));
  },

  async notifications(page) {
    const { before } = page;
    return [...state().notifications.values()]
      .filter((n) => isAskedFor(n, page))
      .filter((n) => before === undefined || n.id < before)
      .sort((a, b) => (a.id < b.id ? 1 : -1))
      .slice(0, page.limit)
      .map((notification) => ({ notification, sentSubject: notification.sentSubject }));
  },

  async facts({ userId, recipientEmail }) {
    const all = [...state().preferences.values()];
    const mine = all.filter((each) => each.userId === userId);
    const address = normalAddress(recipientEmail ?? mine[0]?.email ?? '');
    const preferences =
      userId === null ? all.filter(({ email }) => normalAddress(email) === address) : mine;
    return { now: now(), preferences, suppression: state().suppressions.get(address) ?? null };
  },

  async preferences(userId) {
    return state().preferences.get(userId);
  },

  async count(selection) {
    const { notifications } = state();
    return [...notifications.values()].filter((n) => isSelected(n, selection, now())).length;
  },

  async operation(id) {
    return state().operations.get(id);
  },

  async backlog() {
    return [];
  },

  async outbox() {
    return [];
  },
});
