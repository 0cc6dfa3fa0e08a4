import { expect, test } from 'vitest';
import { mailbox } from './mailbox.ts';

const letter = (subject: string) => ({
  receivedAt: new Date(0),
  from: 'postroom@localhost',
  to: ['ada@example.com'],
  raw: Buffer.from(`Subject: ${subject}\r\n\r\nHello\r\n`),
});

test('the newest mails are kept and the oldest go', async () => {
  const box = mailbox(3);
  for (const subject of ['one', 'two', 'three', 'four']) box.add(letter(subject));

  const subjects = (await box.list({ limit: 10 })).map(({ subject }) => subject);

  expect(subjects).toEqual(['four', 'three', 'two']);
  expect(box.find('1')).toBeUndefined();
});

test('an inbox that was cleared is empty and has another version', async () => {
  const box = mailbox();
  box.add(letter('one'));
  const before = box.version();

  box.clear();

  expect(await box.list({ limit: 10 })).toEqual([]);
  expect(box.version()).not.toBe(before);
});

test('a search looks at recipient, sender and subject, in any case', async () => {
  const box = mailbox();
  box.add(letter('Your order'));

  const found = await Promise.all(
    ['ORDER', 'Ada@', 'postroom', 'nobody'].map((text) => box.list({ text, limit: 10 })),
  );

  expect(found.map(({ length }) => length)).toEqual([1, 1, 1, 0]);
});
