import type { Notification, Preferences } from '@postroom/domain';
import { bootstrap, type PostroomBus } from '../bootstrap.ts';
import type { Receipt, Submission } from '../commands.ts';
import type { HandlerContext } from '../handlers/context.ts';
import type { OutboxRow, Transaction, UnitOfWork } from '../ports/unit-of-work.ts';
import type { Settled } from '../settled.ts';
import { createMemoryWorld, type MemoryWorld } from './memory-world.ts';
import { sampleCatalogue } from './sample-types.ts';

export interface BusWorld {
  readonly world: MemoryWorld;
  readonly bus: PostroomBus;
  accept(submissions: readonly Submission[]): Promise<readonly Settled<Receipt>[]>;
  createPreferences(
    userId: string,
    given?: { email?: string; wishes?: { [type: string]: boolean } },
  ): Promise<Preferences>;
  notifications(): readonly Notification[];
  outbox(): readonly OutboxRow[];
}

/** The message bus over the world in memory; `around` puts something between the two, `given` is what else handlers get. */
export const busWorld = (
  around: (inner: UnitOfWork) => UnitOfWork = (inner) => inner,
  given: Partial<HandlerContext> = {},
): BusWorld => {
  const world = createMemoryWorld({ catalogue: sampleCatalogue });
  const bus = bootstrap({
    ...world,
    catalogue: sampleCatalogue,
    unitOfWork: around(world.unitOfWork),
    ...given,
  });
  return {
    world,
    bus,
    accept: (submissions) => bus.handle({ type: 'accept', submissions }),
    createPreferences: (userId, { email = `${userId}@example.com`, wishes = {} } = {}) =>
      bus.handle({
        type: 'create-preferences',
        userId,
        email,
        wishes,
        correlationId: 'c-1',
        via: 'the API',
      }),
    notifications: () => [...world.state().notifications.values()],
    outbox: () => world.state().outbox,
  };
};

/** Every transaction's `tx` goes through `change`. */
export const changing =
  (change: (tx: Transaction) => Transaction) =>
  (inner: UnitOfWork): UnitOfWork => ({
    transact: (work) => inner.transact((tx) => work(change(tx))),
  });

/** The refusal's code, or what it is instead. */
export const codeOf = (answer: Settled<unknown> | undefined): string => {
  if (!answer) return 'no answer';
  if (answer.ok) return 'ok';
  return (answer.error as { code?: string }).code ?? String(answer.error);
};
