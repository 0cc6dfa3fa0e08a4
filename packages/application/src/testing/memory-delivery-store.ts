import {
  decide,
  mayMove,
  normalAddress,
  type Settlement,
  sourcesOf,
  type TypeCatalogue,
} from '@postroom/domain';
import type { Now } from '../ports/clock.ts';
import type { Claim, DeliveryStore, Loaded } from '../ports/delivery-store.ts';
import type { MemoryState, StoredNotification } from './memory-state.ts';
import { withoutSecrets } from './memory-transaction.ts';

/** The worker's side of the store over a state in memory. */
export const memoryDeliveryStore = (
  state: () => MemoryState,
  now: Now,
  catalogue: TypeCatalogue,
): DeliveryStore => {
  const factsOf = (n: StoredNotification): Loaded['facts'] => {
    const address = normalAddress(n.recipientEmail);
    const rows = [...state().preferences.values()].filter((row) =>
      n.userId === null ? normalAddress(row.email) === address : row.userId === n.userId,
    );
    return {
      now: now(),
      preferences: rows,
      suppression: state().suppressions.get(address) ?? null,
    };
  };

  const take = (claim: Claim): StoredNotification | undefined => {
    const n = state().notifications.get(claim.id);
    if (!n || n.dispatch !== claim.dispatch || n.claim !== claim.claim) return undefined;
    const declaration = catalogue.find(n.type);
    if (!declaration || !sourcesOf('sending').includes(n.status)) return undefined;
    const due = n.nextAttemptAt ?? n.sendAt;
    if (due !== null && due > now()) return undefined;
    const facts = factsOf(n);
    if (decide(n, facts, declaration, () => claim.isEssential).verdict !== 'send') return undefined;
    const taken: StoredNotification = {
      ...n,
      status: 'sending',
      claim: n.claim + 1,
      nextAttemptAt: null,
      sentSubject: claim.subject,
      templateHash: claim.templateHash,
      provider: claim.provider,
      leaseUntil: new Date(now().getTime() + claim.leaseMs),
    };
    state().notifications.set(n.id, taken);
    return taken;
  };

  const apply = (settlement: Settlement): boolean => {
    const n = state().notifications.get(settlement.id);
    for (const attempt of settlement.tries) {
      const { id: notificationId, redrive } = settlement;
      const isKept = state().attempts.some(
        (kept) =>
          kept.notificationId === notificationId &&
          kept.provider === attempt.provider &&
          kept.startedAt.getTime() === attempt.startedAt.getTime(),
      );
      if (!isKept) state().attempts.push({ ...attempt, notificationId, redrive });
    }
    if (!n || !mayMove(n.status, settlement.to, n.maybeSent) || !holds(n, settlement)) return false;
    const isErased = settlement.to === 'sent' || settlement.to === 'suppressed';
    state().notifications.set(n.id, {
      ...n,
      ...(isErased ? withoutSecrets(n) : {}),
      status: settlement.to,
      attempts: settlement.attempts,
      maybeSent: settlement.maybeSent,
      maybeSentSince: settlement.maybeSent ? (n.maybeSentSince ?? now()) : null,
      provider: settlement.provider,
      reason: settlement.reason,
      errorCode: settlement.errorCode,
      nextAttemptAt:
        settlement.retryInMs === null ? null : new Date(now().getTime() + settlement.retryInMs),
      leaseUntil: null,
      updatedAt: now(),
    });
    const late = ['failed', 'expired', 'unknown'].includes(n.status);
    state().outbox.push(
      ...settlement.events.map((event) => ({
        destination: 'exchange' as const,
        event: late ? { ...event, fields: { ...event.fields, supersedes: n.status } } : event,
      })),
    );
    return true;
  };

  return {
    async load(jobs) {
      return jobs.map(({ id }): Loaded | undefined => {
        const notification = state().notifications.get(id);
        return notification && { notification, facts: factsOf(notification) };
      });
    },
    async claim(claims) {
      return claims.map(take);
    },
    async settle(settlements) {
      return settlements.map(apply);
    },
    async extend(leases) {
      return leases.map(({ id, claim, leaseMs, provider }) => {
        const n = state().notifications.get(id);
        if (!n || n.claim !== claim || n.status !== 'sending') return false;
        const leaseUntil = new Date(now().getTime() + leaseMs);
        state().notifications.set(id, { ...n, leaseUntil, provider: provider ?? n.provider });
        return true;
      });
    },
    async note(lines) {
      for (const { id, event, detail } of lines) {
        state().timeline.push({ notificationId: id, at: now(), event, detail });
      }
      return lines.map(() => undefined);
    },
  };
};

/** A success counts for its redrive from any claim; everything else only under the claim it was found under. */
const holds = (n: StoredNotification, settlement: Settlement): boolean =>
  settlement.to === 'sent'
    ? n.redrive === settlement.redrive
    : n.claim === settlement.claim && n.dispatch === settlement.dispatch;
