import { expect, test } from 'vitest';
import { lookAround } from './look-around.ts';

const isLaneClosed = (queue: string): boolean => queue === 'bulk';
const doors = {
  'admission.critical': 'open',
  'admission.standard': 'open',
  'admission.bulk': 'closed',
};

test('an API tells which of its doors are closed', async () => {
  expect(await lookAround({ standbyLag: undefined, isLaneClosed })).toEqual({ states: doors });
});

test('and how far its standby is behind, or that it is away', async () => {
  const at = (standbyLag: () => Promise<number>) => lookAround({ standbyLag, isLaneClosed });

  expect(await at(async () => 3)).toEqual({
    states: { ...doors, standby: 'up' },
    figures: { standby_lag: 3 },
  });
  expect((await at(async () => 31)).states).toMatchObject({ standby: 'lagging' });
  expect(await at(() => Promise.reject(new Error('away')))).toEqual({
    states: { ...doors, standby: 'down' },
  });
});
