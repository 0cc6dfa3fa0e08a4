import type { EmailMessage } from '@postroom/application';
import { emailAddressFault, hasControlCharacters, type Rejection } from '@postroom/domain';
import { addressOf } from './mailbox.ts';

/**
 * Refuses a message that could smuggle a header or a second recipient into the mail. It is the
 * last door before the wire and asks again what was asked at acceptance, because a library that
 * cleans such values would hide the attack instead of stopping it.
 * @returns undefined when the message may go out.
 */
export const refusalOf = (message: EmailMessage): Rejection | undefined => {
  const fault = faultOf(message);
  return fault === undefined
    ? undefined
    : { outcome: 'rejected', kind: 'permanent', code: 'invalid_message', detail: fault };
};

const faultOf = (message: EmailMessage): string | undefined => {
  const broken = brokenLine(message);
  if (broken !== undefined) return `the ${printable(broken)} must not contain control characters`;

  const name = Object.keys(message.headers).find((key) => !/^[\x21-\x39\x3b-\x7e]+$/.test(key));
  if (name !== undefined) return `"${printable(name)}" is not the name of a header`;
  if (/[<>\s]/.test(message.messageId)) return 'the Message-ID must be without brackets and spaces';

  return (
    addressFault('recipient', message.to) ??
    addressFault('sender', addressOf(message.from)) ??
    (message.replyTo === null ? undefined : addressFault('reply address', message.replyTo))
  );
};

/** What of it would break out of its line. */
const brokenLine = (message: EmailMessage): string | undefined => {
  if (hasControlCharacters(message.subject)) return 'subject';
  if (hasControlCharacters(message.from)) return 'sender';
  if (hasControlCharacters(message.messageId)) return 'Message-ID';
  for (const name in message.headers) {
    if (hasControlCharacters(message.headers[name] ?? '')) return `header ${name}`;
  }
  for (const name in message.tags) {
    if (hasControlCharacters(message.tags[name] ?? '')) return `tag ${name}`;
  }
  return undefined;
};

const addressFault = (what: string, address: string): string | undefined => {
  const fault = emailAddressFault(address);
  return fault === undefined ? undefined : `the ${what} ${fault}`;
};

const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 80);
