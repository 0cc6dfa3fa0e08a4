import { createLog } from '@postroom/runtime';
import { expect, test } from 'vitest';
import { tellOutage } from './tell-outage.ts';

test('an outage is told once when it begins and once when it is over', async () => {
  const lines: { readonly event: string }[] = [];
  const log = createLog({
    level: 'info',
    role: 'relay',
    destination: { write: (line) => void lines.push(JSON.parse(line)) },
  });
  const told = tellOutage(log, 'pump bulk', async () => 'idle');

  for (let round = 0; round < 5; round += 1) told.onError(new Error('ECONNREFUSED'), 2_000);
  await told.runOnce();
  await told.runOnce();

  expect(lines.map(({ event }) => event)).toEqual(['loop.failed', 'loop.recovered']);
});
