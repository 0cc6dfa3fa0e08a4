import { expect, test } from 'vitest';
import { tellOnce } from './tell-once.ts';

test('the same trouble is told at most once a minute, another at once', () => {
  const told: string[] = [];
  let time = 0;
  const tell = tellOnce(
    {
      warn: (_fields: unknown, message?: unknown) => void told.push(String(message)),
      debug: () => undefined,
    },
    () => time,
  );

  for (time = 0; time <= 60_000; time += 5_000) tell(new Error('there is no exchange user.events'));
  tell(new Error('connection lost'));

  expect(told).toEqual([
    'there is no exchange user.events',
    'there is no exchange user.events',
    'connection lost',
  ]);
});
