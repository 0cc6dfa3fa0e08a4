import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  cappedSubject,
  filledSubject,
  placeholdersIn,
  subjectFault,
  subjectMaxLength,
} from './subject.ts';

test('a subject names its variables in braces', () => {
  expect(placeholdersIn('Your order {order_number} at {service_name}')).toEqual([
    'order_number',
    'service_name',
  ]);
});

test('braces inside a value stay as they are', () => {
  expect(filledSubject('{headline}', { headline: '{body} $& $1', body: 'x' })).toBe('{body} $& $1');
});

test('a subject whose variable has no value, or only an inherited one, is not filled', () => {
  expect(filledSubject('Hello {username}', {})).toBeUndefined();
  expect(filledSubject('Hello {constructor}', {})).toBeUndefined();
});

test.each(['a\r\nBcc: eve@example.com', 'a\0', 'a\u2028b', '\ud800', '  '])(
  'the subject %j is refused',
  (subject) => {
    expect(subjectFault(subject)).toMatch(/^must not/);
  },
);

test('a long subject is cut between characters and shows it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 190, maxLength: 260 }), (subject) => {
      const capped = cappedSubject(subject);
      expect(capped.length).toBeLessThanOrEqual(subjectMaxLength);
      expect(capped).not.toMatch(/\p{Cs}/u);
      if (subject.length > subjectMaxLength) expect(capped.endsWith('…')).toBe(true);
    }),
  );
});
