import type { Claim } from '@postroom/application';
import { expect, test } from 'vitest';
import { untilHandedBack } from './until-handed-back.ts';

test('a job that was handed back claims nothing any more', async () => {
  const asked: string[] = [];
  const handedBack = new AbortController();
  const claim = untilHandedBack(async ({ id }) => void asked.push(id), handedBack.signal);

  await claim({ id: 'before' } as Claim);
  handedBack.abort();
  const late = await claim({ id: 'after' } as Claim);

  expect(late).toBeUndefined();
  expect(asked).toEqual(['before']);
});
