import { type Draft, normalAddress } from '@postroom/domain';
import type { Now } from '../ports/clock.ts';
import type { IdempotencyKey, Transaction } from '../ports/unit-of-work.ts';
import { memoryOperations } from './memory-operations.ts';
import { memoryRecipientCounts } from './memory-recipient-counts.ts';
import { isSelected } from './memory-selection.ts';
import type { MemoryState, StoredNotification } from './memory-state.ts';

/** The repositories of one transaction over a state in memory. */
export const memoryTransaction = (state: MemoryState, now: Now): Transaction => ({
  idempotency: {
    async reserve(rows) {
      const won = new Set<number>();
      for (const [i, row] of rows.entries()) {
        if (state.answers.has(nameOf(row))) continue;
        state.answers.set(nameOf(row), row);
        won.add(i);
      }
      return won;
    },
    async find(keys) {
      return keys.map((key) => state.answers.get(nameOf(key)));
    },
    async release(keys) {
      for (const key of keys) state.answers.delete(nameOf(key));
    },
    async amend(row) {
      state.answers.set(nameOf(row), row);
    },
  },

  operations: memoryOperations(state, now),

  inbox: {
    async add(entries) {
      const fresh = new Set<number>();
      for (const [i, { source, eventId }] of entries.entries()) {
        const name = JSON.stringify([source, eventId]);
        if (state.inbox.has(name)) continue;
        state.inbox.add(name);
        fresh.add(i);
      }
      return fresh;
    },
  },

  preferences: {
    async get(userId) {
      return state.preferences.get(userId);
    },
    async addressesOf(userIds) {
      return new Map(
        userIds.flatMap((userId) => {
          const found = state.preferences.get(userId);
          return found ? [[userId, found.email] as const] : [];
        }),
      );
    },
    async usersAt(addresses) {
      const users = new Map<string, string[]>();
      for (const { userId, email } of state.preferences.values()) {
        const address = normalAddress(email);
        if (addresses.includes(address)) {
          users.set(address, [...(users.get(address) ?? []), userId].sort());
        }
      }
      return users;
    },
    async add(rows) {
      const added = rows.filter(({ userId }) => !state.preferences.has(userId));
      for (const row of added) state.preferences.set(row.userId, row);
      return added;
    },
    async replace(next) {
      if (state.preferences.get(next.userId)?.version !== next.version - 1) return false;
      state.preferences.set(next.userId, next);
      return true;
    },
  },

  recipientCounts: memoryRecipientCounts(state, now),

  notifications: {
    async add(drafts) {
      for (const each of drafts) state.notifications.set(each.id, accepted(each, now()));
    },
    async suppress(ended) {
      for (const { id, reason } of ended) {
        const current = state.notifications.get(id);
        if (!current) throw new Error(`there is no notification ${id}`);
        const secrets = withoutSecrets(current);
        state.notifications.set(id, { ...current, ...secrets, status: 'suppressed', reason });
      }
    },
    async get(id) {
      return state.notifications.get(id);
    },
    async count(selection) {
      const ids = [...state.notifications.values()]
        .filter((n) => isSelected(n, selection, now()))
        .map(({ id }) => id)
        .sort();
      return { count: ids.length, lastId: ids.at(-1) ?? null };
    },
    async next({ selection, createdAt, cursor, lastId }, limit) {
      const notifications = [...state.notifications.values()]
        .filter((n) => isSelected(n, selection, createdAt))
        .filter(({ id }) => id > (cursor ?? '') && id <= (lastId ?? ''))
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit);
      const lookedTo = notifications.at(-1)?.id ?? null;
      return { notifications, lookedTo, isLast: notifications.length < limit };
    },
    async update(changes) {
      for (const { next } of changes) {
        const current = state.notifications.get(next.id);
        if (!current) throw new Error(`there is no notification ${next.id}`);
        const isErased = next.status === 'cancelled' || next.status === 'sent';
        state.notifications.set(next.id, {
          ...current,
          ...next,
          ...(isErased ? withoutSecrets(current) : {}),
          leaseUntil: null,
        });
      }
    },
    async note(lines) {
      for (const { id, ...line } of lines) {
        state.timeline.push({ ...line, notificationId: id, at: now() });
      }
    },
  },

  outbox: {
    async add(rows) {
      state.outbox.push(...rows);
    },
  },
});

const nameOf = ({ principal, route, key }: IdempotencyKey): string =>
  JSON.stringify([principal, route, key]);

const accepted = (draft: Draft, now: Date): StoredNotification => {
  const { ttlSeconds, ...rest } = draft;
  const start = draft.sendAt ?? now;
  return {
    ...rest,
    expiresAt: draft.expiresAt ?? new Date(start.getTime() + ttlSeconds * 1000),
    variablesErased: false,
    redrive: 0,
    dispatch: 1,
    claim: 0,
    attempts: 0,
    maybeSent: false,
    maybeSentSince: null,
    templateHash: null,
    provider: null,
    reason: null,
    errorCode: null,
    nextAttemptAt: null,
    createdAt: now,
    updatedAt: now,
    leaseUntil: null,
    sentSubject: null,
  };
};

/** Sensitive variables are erased at once when a notification was sent, cancelled or suppressed. */
export const withoutSecrets = (
  n: StoredNotification,
): Pick<StoredNotification, 'variables' | 'variablesErased'> => {
  const kept = Object.entries(n.variables).filter(([name]) => !n.sensitive.includes(name));
  return {
    variables: Object.fromEntries(kept),
    variablesErased: n.variablesErased || kept.length < Object.keys(n.variables).length,
  };
};
