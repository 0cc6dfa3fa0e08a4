import {
  createPreferences as create,
  DomainError,
  mergePreferences,
  type OutgoingEvent,
  type Preferences,
  replacePreferences,
} from '@postroom/domain';
import type { ChangePreferences, CreatePreferences } from '../commands.ts';
import type { EventRow, Transaction } from '../ports/unit-of-work.ts';
import type { HandlerContext } from './context.ts';

export const createPreferences =
  ({ unitOfWork, catalogue, now }: HandlerContext) =>
  (command: CreatePreferences): Promise<Preferences> =>
    unitOfWork.transact(async (tx) => {
      const { next, events } = create(command.userId, { ...command, catalogue, now: now() });
      const added = await tx.preferences.add([next]);
      if (added.length === 0) {
        throw new DomainError('already_exists', `user ${command.userId} has preferences already`);
      }
      await publish(tx, events);
      return next;
    });

/** Two writers at once: without `If-Match` the slower one is applied on top of the faster, so that no wish is lost. */
export const changePreferences =
  ({ unitOfWork, catalogue, now }: HandlerContext) =>
  (command: ChangePreferences): Promise<Preferences> =>
    unitOfWork.transact(async (tx) => {
      const current = await tx.preferences.get(command.userId);
      if (!current) throw new DomainError('not_found', `user ${command.userId} has no preferences`);
      const { expectedVersion } = command;
      if (expectedVersion !== null && expectedVersion !== current.version) {
        throw staleVersion(current, expectedVersion);
      }
      const change = command.mode === 'replace' ? replacePreferences : mergePreferences;
      const email = command.email ?? current.email;
      const { next, events } = change(current, { ...command, email, catalogue, now: now() });
      if (!(await tx.preferences.replace(next))) throw staleVersion(current, current.version);
      await publish(tx, events);
      return next;
    });

const staleVersion = (current: Preferences, expected: number): DomainError =>
  new DomainError(
    'version_mismatch',
    `preferences of user ${current.userId} have changed since version ${expected}`,
  );

const publish = (tx: Transaction, events: readonly OutgoingEvent[]): Promise<void> =>
  tx.outbox.add(events.map((event): EventRow => ({ destination: 'exchange', event })));
