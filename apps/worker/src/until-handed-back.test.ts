import type { Claim } from '@postroom/application';
import { expect, test } from 'vitest';
import { untilHandedBack } from './until-handed-back.ts';

test('a job that was handed back claims nothing any more, and others do', async () => {
  const asked: string[] = [];
  const handBacks = untilHandedBack(async ({ id }) => void asked.push(id));
  const claim = (id: string) => handBacks.claim({ id } as Claim);

  await claim('mine');
  handBacks.note({ id: 'mine', dispatch: 1 });
  const late = await claim('mine');
  await claim('another');

  expect(late).toBeUndefined();
  expect(asked).toEqual(['mine', 'another']);
});
