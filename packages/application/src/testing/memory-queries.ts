import type { Queries } from '../ports/queries.ts';
import type { MemoryState } from './memory-state.ts';

/** Reads over a state in memory. */
export const memoryQueries = (state: () => MemoryState): Queries => ({
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
      .filter((n) => filter.before === undefined || n.id < filter.before)
      .filter((n) => filter.status === undefined || n.status === filter.status)
      .filter((n) => filter.type === undefined || n.type === filter.type)
      .filter((n) => filter.since === undefined || n.createdAt >= filter.since)
      .filter((n) => filter.until === undefined || n.createdAt < filter.until)
      .sort((a, b) => (a.id < b.id ? 1 : -1))
      .slice(0, filter.limit)
      .map((notification) => ({ notification, sentSubject: notification.sentSubject }));
  },

  async preferences(userId) {
    return state().preferences.get(userId);
  },

  async backlog() {
    return [];
  },

  async outbox() {
    return [];
  },
});
