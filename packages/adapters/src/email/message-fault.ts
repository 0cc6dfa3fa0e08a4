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
  const lines: readonly (readonly [string, string])[] = [
    ['subject', message.subject],
    ['sender', message.from],
    ['Message-ID', message.messageId],
    ...Object.entries(message.headers).map(([name, value]) => [`header ${name}`, value] as const),
    ...Object.entries(message.tags).map(([name, value]) => [`tag ${name}`, value] as const),
  ];
  const broken = lines.find(([, value]) => hasControlCharacters(value));
  if (broken) return `the ${printable(broken[0])} must not contain control characters`;

  const name = Object.keys(message.headers).find((key) => !/^[\x21-\x39\x3b-\x7e]+$/.test(key));
  if (name !== undefined) return `"${printable(name)}" is not the name of a header`;
  if (/[<>\s]/.test(message.messageId)) return 'the Message-ID must be without brackets and spaces';

  return (
    addressFault('recipient', message.to) ??
    addressFault('sender', addressOf(message.from)) ??
    (message.replyTo === null ? undefined : addressFault('reply address', message.replyTo))
  );
};

const addressFault = (what: string, address: string): string | undefined => {
  const fault = emailAddressFault(address);
  return fault === undefined ? undefined : `the ${what} ${fault}`;
};

const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 80);
