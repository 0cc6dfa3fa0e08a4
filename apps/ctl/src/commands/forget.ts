import { randomBytes } from 'node:crypto';
import type { Person } from '@postroom/adapters/postgres';
import { DomainError, emailAddressFault, userIdFault } from '@postroom/domain';
import { type Arguments, onlyWord } from '../arguments.ts';
import { by, type CtlContext } from '../context.ts';
import { UsageError } from '../usage.ts';

/** First ends what is on its way, then erases; what a worker holds at this moment is left and told. */
export const forget = async ({ bus, operator, say }: CtlContext, args: Arguments) => {
  const person = personOf(onlyWord(args, 'person by address or user id'));
  for (const notificationId of await operator.unfinished(person)) {
    await bus
      .handle({ type: 'cancel', notificationId, source: null, by })
      .catch((error: unknown) => {
        if (!(error instanceof DomainError)) throw error;
      });
  }
  // Random, and so nobody finds out whom it stands for by trying addresses.
  const pseudonym = `forgotten-${randomBytes(8).toString('hex')}`;
  const { preferences, notifications, left } = await operator.erase(person, pseudonym);
  if (preferences + notifications + left === 0)
    throw new Error('there is nothing about this person');
  say(
    `erased: variables, contents and addresses of ${notifications} notifications, ${preferences} preferences`,
  );
  say(
    `what stays for counts is under ${pseudonym}; a suppression of the address stays, it keeps mail away`,
  );
  if (left > 0) {
    throw new Error(`${left} are being sent right now and were left: run this again in a minute`);
  }
};

const personOf = (word: string): Person => {
  if (emailAddressFault(word) === undefined) return { address: word };
  if (userIdFault(word) === undefined) return { userId: word };
  throw new UsageError(`${word} is neither an address nor a user id`);
};
