import type { Transaction, UnitOfWork } from '@postroom/application';
import type { Executor, Sql } from './client.ts';
import { guarded } from './errors.ts';
import { idempotencyKeys } from './idempotency.ts';
import { inbox } from './inbox.ts';
import { notificationRepository } from './notifications.ts';
import { operationRepository } from './operations.ts';
import { outbox } from './outbox.ts';
import { preferencesRepository } from './preferences.ts';
import { recipientCounts } from './recipient-counts.ts';
import { createWaker, type Destination } from './wake.ts';

/** The unit of work on Postgres: READ COMMITTED, repeated on serialization failures and deadlocks. */
export const createUnitOfWork = (sql: Sql): UnitOfWork => {
  const waker = createWaker(sql);
  return {
    async transact<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
      const destinations = new Set<Destination>();
      const result = await guarded(async () => {
        destinations.clear();
        return (await sql.begin((executor) =>
          work(transactionOn(executor, destinations)),
        )) as Result; // begin unwraps promises, which results are not
      });
      waker.wake(destinations);
      return result;
    },
  };
};

const transactionOn = (executor: Executor, destinations: Set<Destination>): Transaction => ({
  idempotency: idempotencyKeys(executor),
  operations: operationRepository(executor),
  inbox: inbox(executor),
  preferences: preferencesRepository(executor),
  recipientCounts: recipientCounts(executor),
  notifications: notificationRepository(executor),
  outbox: outbox(executor, (written) => {
    for (const destination of written) destinations.add(destination);
  }),
});
