import type { EmailMessage } from '@postroom/application';
import { addressHeader } from './address.ts';
import { folded, headerOf } from './header.ts';
import { quotedPrintable } from './quoted-printable.ts';
import { encodedStretches } from './stretches.ts';

/**
 * The bytes of a mail (RFC 5322, RFC 2045 to 2047): text and HTML as alternatives, each in
 * quoted-printable. Everything is ASCII but an address whose local part is in another script.
 * Equal arguments give equal bytes.
 * @param message one that `refusalOf` lets pass.
 * @param date of the mail, whole seconds.
 */
export const mimeOf = (message: EmailMessage, date: Date): Buffer => {
  const { stretches } = message;
  const text = stretches ? encodedStretches(stretches.text) : quotedPrintable(message.text);
  const html = stretches ? encodedStretches(stretches.html) : quotedPrintable(message.html);
  const boundary = boundaryOf(message);
  return Buffer.from(
    `${headersOf(message, date)}Content-Type: multipart/alternative;\r\n boundary="${boundary}"\r\n\r\n` +
      `--${boundary}\r\n${partHead('plain')}${text}\r\n` +
      `--${boundary}\r\n${partHead('html')}${html}\r\n` +
      `--${boundary}--\r\n`,
  );
};

const headersOf = (message: EmailMessage, date: Date): string => {
  const own = Object.entries(message.headers).map(([name, value]) => headerOf(name, value));
  return [
    addressHeader('From', message.from),
    addressHeader('To', message.to),
    message.replyTo === null ? '' : addressHeader('Reply-To', message.replyTo),
    headerOf('Subject', message.subject),
    `Date: ${date.toUTCString().replace('GMT', '+0000')}\r\n`,
    folded('Message-ID', [`<${message.messageId}>`]),
    ...own,
    'MIME-Version: 1.0\r\n',
  ].join('');
};

/**
 * What no line of a part can begin with: in quoted-printable an equals sign is followed by a digit,
 * a letter or the end of the line (RFC 2045 section 6.7).
 */
const boundaryOf = ({ messageId }: EmailMessage): string =>
  `=_${messageId
    .replace(/@.*$/, '')
    .replace(/[^A-Za-z0-9.-]/g, '-')
    .slice(0, 60)}`;

const partHead = (kind: 'plain' | 'html'): string =>
  `Content-Type: text/${kind}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`;
