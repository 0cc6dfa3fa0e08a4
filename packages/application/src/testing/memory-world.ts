import type { TypeCatalogue } from '@postroom/domain';
import type { DeliveryStore } from '../ports/delivery-store.ts';
import type { Queries } from '../ports/queries.ts';
import type { Transaction, UnitOfWork } from '../ports/unit-of-work.ts';
import { memoryDeliveryStore } from './memory-delivery-store.ts';
import { memoryQueries } from './memory-queries.ts';
import { copyOf, emptyState, type MemoryState } from './memory-state.ts';
import { memoryTransaction } from './memory-transaction.ts';

/** Every store port over one state in memory, with a clock that tests move. */
export interface MemoryWorld {
  readonly unitOfWork: UnitOfWork;
  readonly deliveryStore: DeliveryStore;
  readonly queries: Queries;
  now(): Date;
  advance(ms: number): void;
  /** UUIDv7s in order of asking. */
  newId(): string;
  /** What is committed. */
  state(): MemoryState;
}

export const createMemoryWorld = (options: {
  readonly catalogue: TypeCatalogue;
  readonly startAt?: Date;
}): MemoryWorld => {
  let state = emptyState();
  let time = (options.startAt ?? new Date('2026-05-03T10:14:00.000Z')).getTime();
  let ids = 0;
  let turn: Promise<unknown> = Promise.resolve();
  const now = () => new Date(time);
  return {
    unitOfWork: {
      /** One after the other; a throw puts back what was there before. */
      transact<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
        const run = turn.then(async () => {
          const before = copyOf(state);
          try {
            return await work(memoryTransaction(state, now));
          } catch (error) {
            state = before;
            throw error;
          }
        });
        turn = run.catch(() => undefined);
        return run;
      },
    },
    deliveryStore: memoryDeliveryStore(() => state, now, options.catalogue),
    queries: memoryQueries(() => state, now),
    now,
    advance(ms) {
      time += ms;
    },
    newId() {
      ids += 1;
      return `0193a000-0000-7000-8000-${ids.toString(16).padStart(12, '0')}`;
    },
    state: () => state,
  };
};
