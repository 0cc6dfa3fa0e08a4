import type { MemoryWorld } from '@postroom/application/testing';
import {
  hasEnded,
  mayMove,
  type Notification,
  type Settlement,
  type Status,
} from '@postroom/domain';
import { endingVerbs } from '../support/ending-verbs.ts';
import type { Lane } from './lane.ts';

/** Everything that happened and that the final state alone no longer tells. */
export interface Witness {
  /** Looks after each write: a move is seen while it is one. */
  look(): void;
  /** A claim was granted to a worker that asked for it under this counter. */
  granted(n: Notification, askedClaim: number): void;
  /** Nobody knows what became of the hand-off under this redrive's latest claim. */
  doubted(n: Pick<Notification, 'id' | 'redrive'>): void;
  /** An outcome was to be written: what stood there before, and whether it was taken. */
  settled(before: Notification | undefined, settlement: Settlement): void;
  /** An operator sends an unknown one again, under the same key or another. */
  sentAgain(id: string, redrive: number): void;
  readonly doubts: (id: string, redrive: number) => number;
  readonly repeats: (id: string, redrive: number) => number;
  /** Ids of the events that the endings seen call for, one for each. */
  readonly dueEvents: readonly string[];
  /** What must not have happened, in words. */
  readonly faults: string[];
}

export const createWitness = (
  { state }: Pick<MemoryWorld, 'state'>,
  { hasSeen }: Pick<Lane, 'hasSeen'>,
): Witness => {
  const last = new Map<string, Notification>();
  const claims = new Map<string, number>();
  const doubts = new Map<string, Set<number>>();
  const repeats = new Map<string, number>();
  const dueEvents: string[] = [];
  const faults: string[] = [];
  const keyOf = (id: string, redrive: number): string => `${id}.${redrive}`;

  const moved = (before: Notification, n: Notification): void => {
    if (!mayMove(before.status, n.status, before.maybeSent)) {
      faults.push(`${n.id} moved from ${before.status} to ${n.status}`);
    }
    if (hasEnded(n.status)) dueEvents.push(`${n.id}.${n.redrive}.${endingVerbs[n.status]}`);
  };

  /** A relay may die at any moment, so what waits has its job in the outbox until it is in the queue. */
  const checkOnItsWay = (n: Notification): void => {
    if (!waiting.includes(n.status) || hasSeen(n)) return;
    const isWritten = state().outbox.some(
      (row) =>
        row.destination !== 'exchange' &&
        row.notificationId === n.id &&
        row.dispatch === n.dispatch,
    );
    if (!isWritten) faults.push(`${n.id}.${n.dispatch} is neither in the outbox nor in the queue`);
  };

  return {
    look() {
      for (const n of state().notifications.values()) {
        const before = last.get(n.id);
        last.set(n.id, n);
        if (!before && !atFirst.includes(n.status)) faults.push(`${n.id} began as ${n.status}`);
        if (before && before.status !== n.status) moved(before, n);
        checkOnItsWay(n);
      }
    },
    granted(n, askedClaim) {
      if (n.claim !== askedClaim + 1) {
        faults.push(`${n.id} was claimed by one who knew claim ${askedClaim} of ${n.claim - 1}`);
      }
      claims.set(keyOf(n.id, n.redrive), n.claim);
    },
    doubted({ id, redrive }) {
      const key = keyOf(id, redrive);
      const open = doubts.get(key) ?? new Set();
      doubts.set(key, open.add(claims.get(key) ?? 0));
    },
    settled(before, { id, to, redrive, claim, dispatch }) {
      const after = state().notifications.get(id);
      const isStale = before?.claim !== claim || before.dispatch !== dispatch;
      if (to !== 'sent' && after !== before && isStale) {
        faults.push(`${id} was made ${to} by one who had lost it`);
      }
      if (to === 'sent' && after?.redrive === redrive && after.status !== 'sent') {
        faults.push(`${id} was accepted, and stays ${after.status}`);
      }
    },
    sentAgain(id, redrive) {
      repeats.set(keyOf(id, redrive), (repeats.get(keyOf(id, redrive)) ?? 0) + 1);
    },
    doubts: (id, redrive) => doubts.get(keyOf(id, redrive))?.size ?? 0,
    repeats: (id, redrive) => repeats.get(keyOf(id, redrive)) ?? 0,
    dueEvents,
    faults,
  };
};

const waiting: readonly Status[] = ['scheduled', 'queued', 'retry_wait'];
const atFirst: readonly Status[] = ['scheduled', 'queued'];
