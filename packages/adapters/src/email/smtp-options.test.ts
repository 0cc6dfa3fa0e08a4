import { expect, test } from 'vitest';
import { transportOptions } from './smtp-options.ts';

/** Three leases: whoever stood still for as long has lost its claim, and its success counts still. */
const longestStandstillMs = 60_000;

test('the driver does not take a reply for silence that came while the process stood still', () => {
  const { socketTimeout } = transportOptions({ url: 'smtp://127.0.0.1:2525' });

  expect(socketTimeout).toBeGreaterThanOrEqual(2 * longestStandstillMs);
});
