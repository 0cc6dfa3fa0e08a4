import { randomUUID } from 'node:crypto';
import { createUnitOfWork, type Sql } from '@postroom/adapters/postgres';
import { bootstrap, type Operation } from '@postroom/application';
import type { TypeCatalogue } from '@postroom/domain';
import { type Log, type Stopper, startLoop } from '@postroom/runtime';
import { tellOutage } from './tell-outage.ts';

/** Notifications of a portion; they are locked while it lasts, some tens of milliseconds. */
const limit = 500;
/** Milliseconds until a relay that has nothing to do finds a new operation. */
const idleDelayMs = 1_000;

/**
 * Works off what operators asked for many notifications, until the relay stops. Any number of relays
 * may: each portion and where it ended are one transaction, and whoever holds an operation has it
 * alone.
 */
export const startWorkingOff = ({
  sql,
  catalogue,
  onEnded,
  log,
  stopper,
}: {
  readonly sql: Sql;
  readonly catalogue: TypeCatalogue;
  onEnded(operation: Operation): void;
  readonly log: Log;
  readonly stopper: Stopper;
}): void => {
  const bus = bootstrap({
    unitOfWork: createUnitOfWork(sql),
    catalogue,
    now: () => new Date(),
    newId: randomUUID,
  });
  const work = async () => {
    const operation = await bus.handle({ type: 'work-off', limit });
    if (operation?.endedAt) onEnded(operation);
    return operation ? ('busy' as const) : ('idle' as const);
  };
  const loop = startLoop({
    name: 'operations',
    ...tellOutage(log, 'operations', work),
    idleDelayMs,
  });
  stopper.add('operations', () => loop.stop());
};
