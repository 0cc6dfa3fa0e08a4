import { expect, test } from 'vitest';
import { instantOf, spokenInstant } from './instant.ts';

test('a moment is spoken in UTC, whatever offset it came with', () => {
  expect(spokenInstant('2026-05-03T10:14:00Z')).toBe('3 May 2026, 10:14 UTC');
  expect(spokenInstant('2027-01-01T00:30:59.9+02:00')).toBe('31 December 2026, 22:30 UTC');
});

test('a moment without an offset is UTC', () => {
  expect(spokenInstant('2026-05-03T10:14')).toBe('3 May 2026, 10:14 UTC');
});

test.each(['2026-02-30T10:00:00Z', '2026-13-01T10:00:00Z', '2026-05-03T25:00:00Z', 'yesterday'])(
  '%s names no moment',
  (value) => {
    expect(instantOf(value)).toBeUndefined();
  },
);
