import type { Draft, Notification, Settlement } from '@postroom/domain';
import type { DeliverContext } from '../deliver/context.ts';
import { deliver } from '../deliver/deliver.ts';
import type { Verdict } from '../deliver/verdict.ts';
import type { Job } from '../ports/delivery-store.ts';
import type { EmailProvider } from '../ports/email-provider.ts';
import { draftOf } from './builders.ts';
import { createMemoryWorld, type MemoryWorld } from './memory-world.ts';
import { sampleCatalogue } from './sample-types.ts';
import { nobodyLooks, workerOver } from './worker-over.ts';

export interface DeliveryWorld {
  readonly world: MemoryWorld;
  /** What `deliver` was given; tests replace what they are about. */
  readonly context: DeliverContext;
  /** Milliseconds of each pause that was asked for. */
  readonly pauses: readonly number[];
  readonly fenced: readonly Settlement[];
  /** Heartbeats that are under way. */
  readonly hearts: ReadonlySet<() => void>;
  /** Accepts a `greeting` for Ada and returns its job. */
  accept(given?: Partial<Draft>): Promise<Job>;
  deliver(job: Job, given?: Partial<DeliverContext>): Promise<Verdict>;
  stored(job: Job): Notification;
  /** Types of the events in the outbox, in order. */
  events(): readonly string[];
}

/** One worker over the world in memory, with time, chance and pauses in the hands of the test. */
export const deliveryWorld = (
  providers: readonly EmailProvider[],
  given: Partial<DeliverContext> = {},
): DeliveryWorld => {
  const world = createMemoryWorld({ catalogue: sampleCatalogue });
  const pauses: number[] = [];
  const fenced: Settlement[] = [];
  const hearts = new Set<() => void>();
  const context: DeliverContext = {
    ...workerOver(world.deliveryStore, providers, world.now),
    heartbeat(beat) {
      hearts.add(beat);
      return () => hearts.delete(beat);
    },
    async pause(ms) {
      pauses.push(ms);
    },
    observe: { ...nobodyLooks, fenced: (_, settlement) => void fenced.push(settlement) },
    ...given,
  };
  return {
    world,
    context,
    pauses,
    fenced,
    hearts,
    async accept(draft = {}) {
      const id = world.newId();
      await world.unitOfWork.transact((tx) => tx.notifications.add([draftOf({ id, ...draft })]));
      return { id, dispatch: 1 };
    },
    deliver: (job, over = {}) => deliver(job, 0, { ...context, ...over }),
    stored({ id }) {
      const found = world.state().notifications.get(id);
      if (!found) throw new Error(`notification ${id} is not there`);
      return found;
    },
    events: () =>
      world
        .state()
        .outbox.flatMap((row) => (row.destination === 'exchange' ? [row.event.eventType] : [])),
  };
};
