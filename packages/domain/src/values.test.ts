import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emailAddressFault,
  hasControlCharacters,
  isNotificationId,
  normalAddress,
  userIdFault,
} from './values.ts';

/** What must never travel into a header or a key: CR, LF, NUL, DEL, NEL, the separators, half a pair. */
const intruders = ['\r', '\n', '\u0000', '\u007f', '\u0085', '\u2028', '\u2029', '\ud800'];

describe('control characters', () => {
  it.each(intruders)('%j is found wherever it stands', (intruder) => {
    for (const text of [intruder, `${intruder}a`, `a${intruder}`, `a${intruder}b`]) {
      expect(hasControlCharacters(text)).toBe(true);
    }
  });

  it('are not what people write', () => {
    for (const text of ['', 'Grüße, Ada!', '日本語', '👩‍🚀 🎉', 'a b']) {
      expect(hasControlCharacters(text)).toBe(false);
    }
  });
});

describe('an email address', () => {
  it.each([
    'ada@example.com',
    'ada.lovelace+news@mail.example.co.uk',
    "o'hara!#$%&*/=?^_`{|}~-@example.com",
    'x@localhost',
    'björn@exämple.de',
    `${'a'.repeat(64)}@example.com`,
  ])('%s is good', (address) => {
    expect(emailAddressFault(address)).toBeUndefined();
  });

  it.each([
    '',
    'ada',
    '@example.com',
    'ada@',
    'ada@@example.com',
    'ada @example.com',
    ' ada@example.com',
    'ada@example.com ',
    '.ada@example.com',
    'ada.@example.com',
    'a..da@example.com',
    'ada@example..com',
    'ada@-example.com',
    'ada@example-.com',
    'ada@exam_ple.com',
    'ada@example.com,bob@example.com',
    'Ada <ada@example.com>',
    '<ada@example.com>',
    '"ada"@example.com',
    'ada@[127.0.0.1]',
    `${'a'.repeat(65)}@example.com`,
    `${'ä'.repeat(33)}@example.com`,
    `a@${'b'.repeat(64)}.com`,
    `ada@${'b.'.repeat(125)}com`,
  ])('%j is refused with an example', (address) => {
    expect(emailAddressFault(address)).toMatch(/must be/);
  });

  it.each(intruders)('with %j inside is refused', (intruder) => {
    expect(emailAddressFault(`ada${intruder}@example.com`)).toBe(
      'must not contain control characters',
    );
    expect(emailAddressFault(`ada@example.com${intruder}`)).toBe(
      'must not contain control characters',
    );
  });

  it('never makes the check throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const fault = emailAddressFault(text);
        return fault === undefined || fault.startsWith('must');
      }),
    );
  });

  it('is the same mailbox in any case', () => {
    expect(normalAddress('Ada@Example.COM')).toBe('ada@example.com');
  });
});

describe('a user id', () => {
  it.each(['a', '42', 'auth0|5f-7', 'ada@example.com', 'A.b_c:d~e+f=g-h', 'x'.repeat(128)])(
    '%s is good',
    (userId) => expect(userIdFault(userId)).toBeUndefined(),
  );

  it.each(['', 'x'.repeat(129), 'a b', 'a/b', 'ä', 'a\n', '\u0000', 'a\u2028'])(
    '%j is refused',
    (userId) => expect(userIdFault(userId)).toMatch(/^must be 1 to 128/),
  );
});

describe('a notification id', () => {
  it('is a UUIDv7 in lower case', () => {
    expect(isNotificationId('0193a000-0000-7000-8000-000000000001')).toBe(true);
    for (const text of [
      '0193A000-0000-7000-8000-000000000001',
      '0193a000-0000-4000-8000-000000000001',
      '0193a000-0000-7000-c000-000000000001',
      '0193a00000007000800000000000001',
      '0193a000-0000-7000-8000-000000000001\n',
      '',
    ]) {
      expect(isNotificationId(text)).toBe(false);
    }
  });
});
