import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { childTraceparent, formatTraceparent, parseTraceparent } from './traceparent.ts';

const valid = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

test('a valid header is taken apart and put together again', () => {
  const parsed = parseTraceparent(valid);

  expect(parsed).toEqual({
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    parentId: '00f067aa0ba902b7',
    isSampled: true,
  });
  expect(parsed && formatTraceparent(parsed)).toBe(valid);
});

test.each([
  ['nothing', undefined],
  ['text', 'hello'],
  ['the forbidden version', valid.replace(/^00/, 'ff')],
  ['an all-zero trace', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
  ['an all-zero parent', `00-4bf92f3577b34da6a3ce929d0e0e4736-${'0'.repeat(16)}-01`],
  ['upper case', valid.toUpperCase()],
  ['more fields than version 00 has', `${valid}-extra`],
])('%s is no header', (_, header) => {
  expect(parseTraceparent(header)).toBeUndefined();
});

test('a later version may have more fields', () => {
  expect(parseTraceparent(`${valid.replace(/^00/, '01')}-extra`)?.isSampled).toBe(true);
});

test('a child keeps the trace and its sampling, and is a new span', () => {
  const child = parseTraceparent(childTraceparent(valid.replace(/01$/, '00'), randomBytes));

  expect(child?.traceId).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
  expect(child?.parentId).not.toBe('00f067aa0ba902b7');
  expect(child?.isSampled).toBe(false);
});

test('whatever the parent and the randomness, the child is valid', () => {
  fc.assert(
    fc.property(fc.option(fc.string()), fc.nat(255), (parent, byte) => {
      const child = childTraceparent(parent, (size) => new Uint8Array(size).fill(byte));
      expect(parseTraceparent(child)).toBeDefined();
    }),
  );
});
