import type { Claim } from '@postroom/application';
import { expect, test } from 'vitest';
import { claim } from './claim.ts';
import type { Executor } from './client.ts';

const claimOf = (id: string) => ({ id }) as Claim; // no more of it is looked at
/** A driver that answers whatever it is asked with these rows. */
const answering = (...rows: readonly object[]) =>
  ((first: unknown) =>
    Array.isArray(first) ? Promise.resolve(rows) : first) as unknown as Executor;

test('an answer that belongs to another claim grants nothing', async () => {
  const claims = [claimOf('n-1'), claimOf('n-2')];

  await expect(claim(answering({ id: 'n-3', place: 1 }), claims)).rejects.toThrow(
    'the database answered the claim of n-2 with n-3',
  );
});

test('each gets the row at its place, and whoever lost the race none', async () => {
  const claims = [claimOf('n-1'), claimOf('n-2')];

  const taken = await claim(answering({ id: 'n-2', place: 1 }), claims);

  expect(taken.map((n) => n?.id)).toEqual([undefined, 'n-2']);
});
