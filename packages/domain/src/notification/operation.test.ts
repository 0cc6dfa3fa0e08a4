import { expect, test } from 'vitest';
import { statesFor, statesUnlessNamed } from './operation.ts';
import { mayMove } from './status.ts';

test('an operation touches only what the table of moves lets it, and never what was sent', () => {
  expect(statesFor.redrive.toSorted()).toEqual(['expired', 'failed', 'unknown']);
  expect(statesFor.cancel.toSorted()).toEqual(['queued', 'retry_wait', 'scheduled']);
  expect(statesFor.redrive.every((status) => mayMove(status, 'queued'))).toBe(true);
  expect(statesFor.cancel.every((status) => mayMove(status, 'cancelled'))).toBe(true);
});

test('what may have been sent is sent again only where it is named', () => {
  expect(statesUnlessNamed('redrive').toSorted()).toEqual(['expired', 'failed']);
  expect(statesUnlessNamed('cancel')).toEqual(statesFor.cancel);
});
