import {
  createPreferences as create,
  DomainError,
  type Draft,
  mergePreferences,
  type OutgoingEvent,
  type Preferences,
  replacePreferences,
} from '@postroom/domain';
import type { ChangePreferences, CreatePreferences } from '../commands.ts';
import type { EventRow, Transaction } from '../ports/unit-of-work.ts';
import type { HandlerContext } from './context.ts';
import { addMails, preferenceMails } from './preference-mails.ts';

export const createPreferences =
  (context: HandlerContext) =>
  (command: CreatePreferences): Promise<Preferences> =>
    context.unitOfWork.transact(async (tx) => {
      const { catalogue, now } = context;
      const { next, events } = create(command.userId, { ...command, catalogue, now: now() });
      const added = await tx.preferences.add([next]);
      if (added.length === 0) {
        throw new DomainError('already_exists', `user ${command.userId} has preferences already`);
      }
      await addMails(
        tx,
        mailsAbout('created', { command, next, to: next.email }, context),
        context,
      );
      await publish(tx, events);
      return next;
    });

/** Two writers at once: without `If-Match` the slower one is applied on top of the faster, so that no wish is lost. */
export const changePreferences =
  (context: HandlerContext) =>
  (command: ChangePreferences): Promise<Preferences> =>
    context.unitOfWork.transact(async (tx) => {
      const { catalogue, now } = context;
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
      await addMails(
        tx,
        mailsAbout('updated', { command, next, to: current.email }, context),
        context,
      );
      await publish(tx, events);
      return next;
    });

const mailsAbout = (
  what: 'created' | 'updated',
  change: {
    readonly command: CreatePreferences | ChangePreferences;
    readonly next: Preferences;
    readonly to: string;
  },
  context: HandlerContext,
): readonly Draft[] => {
  const { correlationId, traceparent = null, via, test = false } = change.command;
  const origin = { correlationId, traceparent, via, test };
  const news = { what, preferences: change.next, to: change.to, ...origin };
  return preferenceMails([news], context);
};

const staleVersion = (current: Preferences, expected: number): DomainError =>
  new DomainError(
    'version_mismatch',
    `preferences of user ${current.userId} have changed since version ${expected}`,
  );

const publish = (tx: Transaction, events: readonly OutgoingEvent[]): Promise<void> =>
  tx.outbox.add(events.map((event): EventRow => ({ destination: 'exchange', event })));
