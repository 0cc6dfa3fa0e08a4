import { expect, test } from 'vitest';
import { sender } from './sender.ts';

test.each([
  ['a@b.c', { address: 'a@b.c', name: undefined, domain: 'b.c' }],
  ['postroom@localhost', { address: 'postroom@localhost', name: undefined, domain: 'localhost' }],
  ['<a@b.c>', undefined],
  [
    'The Shop <shop+x@example.com>',
    { address: 'shop+x@example.com', name: 'The Shop', domain: 'example.com' },
  ],
  ['"Shop, Inc." <a@b.c>', { address: 'a@b.c', name: 'Shop, Inc.', domain: 'b.c' }],
  ['Zoë <a@b.c>', { address: 'a@b.c', name: 'Zoë', domain: 'b.c' }],
  ['Shop, Inc. <a@b.c>', undefined],
  ['a@b.c, d@e.f', undefined],
  ['Shop\r\nBcc: x@y.z <a@b.c>', undefined],
  ['nobody', undefined],
  ['@b.c', undefined],
  ['a@', undefined],
])('%j', (text, expected) => {
  const parsed = sender.schema.safeParse(text);

  expect(parsed.success ? parsed.data : undefined).toEqual(expected);
});
