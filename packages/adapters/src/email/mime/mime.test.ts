import type { EmailMessage } from '@postroom/application';
import fc from 'fast-check';
import { type AddressObject, simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { mailboxOf } from '../mailbox.ts';
import { refusalOf } from '../message-fault.ts';
import { aMessage } from '../testing/message.ts';
import { mimeOf } from './mime.ts';

const date = new Date('2026-05-03T10:14:00Z');
const sourceOf = (message: EmailMessage) => mimeOf(message, date).toString('latin1');
const headersIn = (source: string) => source.slice(0, source.indexOf('\r\n\r\n')).split('\r\n');

const mailboxes = (address: AddressObject | AddressObject[] | undefined) =>
  [address].flat().flatMap((object) => object?.value ?? []);

/** One line of text, as it passes the checks on the way in. */
const line = (maxLength: number) =>
  fc
    .oneof(
      fc.string({ unit: 'grapheme', maxLength }),
      fc.string({ unit: 'binary', maxLength }),
      fc.string({ unit: 'grapheme-ascii', maxLength }),
      fc
        .array(
          fc.constantFrom('=?UTF-8?B?YQ==?=', '  ', ' ', '"', '\\', ',', '<a@b.example>', 'と'),
        )
        .map((parts) => parts.join('')),
    )
    .map((text) => text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, ''));

const body = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 100 }),
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom('\n', '\r\n', ' \n', '.\n', '\n.\n', '--=_x--', '🎉', 'From ', '\nBcc: e@x'),
    ),
    { minLength: 1, maxLength: 10 },
  )
  // What a parser does not give back as it was.
  .map((parts) => parts.join('').replace(/[\p{Cs}\0\r\ufeff]/gu, ''))
  .filter((text) => text !== '');

describe('a mail in bytes', () => {
  it('reads, to a real parser, as what it was made of', { timeout: 60_000 }, async () => {
    const mails = fc.record({
      subject: line(120).filter((subject) => subject.trim() !== ''),
      name: line(80),
      text: body,
      html: body.map((html) => `<p>${html}</p>`),
      correlationId: line(128),
      cuts: fc.array(fc.nat(100), { maxLength: 3 }),
    });

    await fc.assert(
      fc.asyncProperty(mails, async ({ subject, name, text, html, correlationId, cuts }) => {
        const from = mailboxOf({ address: 'post@bücher.example', name });
        const plain = aMessage({ subject, from, text, html, replyTo: 'help@shop.example' });
        const message = {
          ...plain,
          headers: { ...plain.headers, 'X-Correlation-ID': correlationId },
          stretches: { html: cutAt(html, cuts), text: cutAt(text, cuts) },
        };
        if (refusalOf(message) !== undefined) return;

        for (const each of [message, { ...message, stretches: undefined }]) {
          const source = sourceOf(each);
          const mail = await simpleParser(source);

          expect(mail.subject?.trim()).toBe(subject.trim());
          expect(mail.text).toBe(text);
          expect(mail.html).toBe(html);
          expect(mail.messageId).toBe(`<${message.messageId}>`);
          expect(mail.date).toEqual(date);
          const senders = mailboxes(mail.from).map((sender) => [
            sender.address,
            sender.name.trim(),
          ]);
          expect(senders).toEqual([['post@bücher.example', name.trim()]]);
          expect(mailboxes(mail.to)).toMatchObject([{ address: 'ada@example.com' }]);
          expect(mailboxes(mail.replyTo)).toMatchObject([{ address: 'help@shop.example' }]);
          expect(mail.attachments).toEqual([]);
          expectWellFormed(source);
        }
      }),
      { numRuns: 500, endOnFailure: true },
    );
  });

  it('has its headers in lines of 76 characters, however long the words are', () => {
    const subjects = fc.oneof(
      line(200),
      fc.nat(90).map((length) => `a ${'と'.repeat(length)} b`),
    );
    fc.assert(
      fc.property(subjects, line(80), (subject, name) => {
        const source = sourceOf(
          aMessage({ subject, from: mailboxOf({ address: 'a@b.de', name }) }),
        );
        const isOneWord = (header: string) => /^\S+: \S+$|^ \S+$/.test(header);
        const tooLong = headersIn(source).filter((each) => each.length > 76 && !isOneWord(each));
        expect(tooLong).toEqual([]);
        expectWellFormed(source);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['Bücher & Söhne, 株式会社', 'Bücher & Söhne, 株式会社'],
    ['Ada\'s "Shop", Inc.\\', 'Ada\'s "Shop", Inc.\\'],
    ['=?UTF-8?B?RXZl?= <eve@example.com>', '=?UTF-8?B?RXZl?= <eve@example.com>'],
    ['x'.repeat(120), 'x'.repeat(120)],
  ])('comes from %s, in one mailbox', async (name, read) => {
    const from = mailboxOf({ address: 'post@sender.example', name });

    const mail = await simpleParser(sourceOf(aMessage({ from })));

    expect(mailboxes(mail.from)).toEqual([{ address: 'post@sender.example', name: read }]);
  });

  it.each([
    ['ada@bücher.example', 'To: ada@xn--bcher-kva.example'],
    ['ada@xn--bcher-kva.example', 'To: ada@xn--bcher-kva.example'],
    ['ädä@bücher.example', 'To: ädä@bücher.example'],
    ['ädä@xn--bcher-kva.example', 'To: ädä@bücher.example'],
  ])('to %s says so as it goes over the wire', (to, header) => {
    const source = mimeOf(aMessage({ to }), date).toString('utf8');

    expect(source.split('\r\n')).toContain(header);
  });

  it('is the same every time, and another mail has another boundary', () => {
    const other = aMessage({ messageId: '0190a5d0-0000-7000-8000-000000000002.0@sender.example' });

    expect(sourceOf(aMessage())).toBe(sourceOf(aMessage()));
    expect(/boundary="([^"]+)"/.exec(sourceOf(other))?.[1]).not.toBe(
      /boundary="([^"]+)"/.exec(sourceOf(aMessage()))?.[1],
    );
  });
});

/** The same text in stretches, cut between characters, every other one fixed. */
const cutAt = (text: string, cuts: readonly number[]) => {
  const characters = Array.from(text);
  const ends = [...cuts.toSorted((a, b) => a - b), characters.length];
  return ends.map((end, index) => ({
    text: characters.slice(ends[index - 1] ?? 0, end).join(''),
    isFixed: index % 2 === 0,
  }));
};

const expectWellFormed = (source: string): void => {
  expect(source).toMatch(/^[\t\n\r\x20-\x7e]*$/);
  expect(source.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  const ofBody = source.slice(source.indexOf('\r\n\r\n')).split('\r\n');
  expect(ofBody.filter((each) => each.length > 76)).toEqual([]);
  const isHeader = (each: string) => each.length <= 998 && /^(?:[!-9;-~]+:| \S)/.test(each);
  expect(headersIn(source).filter((each) => !isHeader(each))).toEqual([]);
};
