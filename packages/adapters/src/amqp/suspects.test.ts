import { expect, test } from 'vitest';
import { createSuspectLine, deadlyDeliveries, deliveriesBefore } from './suspects.ts';

test('messages that were not delivered often go side by side', async () => {
  const line = createSuspectLine(() => 0);
  void line(1, () => new Promise(() => undefined));

  expect(await line(2, async () => 'done')).toBe('done');
});

test('suspects go one at a time, in an order drawn by lot', async () => {
  const draws = [0.99, 0, 0];
  const line = createSuspectLine(() => draws.shift() ?? 0);
  const order: string[] = [];
  let inHand = 0;
  const work = (name: string) => async () => {
    inHand += 1;
    expect(inHand).toBe(1);
    await Promise.resolve();
    order.push(name);
    inHand -= 1;
  };

  await Promise.all(['a', 'b', 'c'].map((name) => line(5, work(name))));

  expect(order).toEqual(['c', 'a', 'b']);
});

test('one that throws lets the next go', async () => {
  const line = createSuspectLine(() => 0);
  const first = line(3, () => Promise.reject(new Error('a bug')));
  const second = line(3, async () => 'done');

  await expect(first).rejects.toThrow('a bug');
  expect(await second).toBe('done');
});

test('of fifty beside a killer none is taken for one before it is convicted', async () => {
  let seed = 42;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  const counts = new Map<number, number>(Array.from({ length: 51 }, (_, i) => [i, 0]));
  // Each round: those before the killer in the order of the day are through, the others are counted along.
  while ((counts.get(0) ?? 0) < deadlyDeliveries) {
    const isAlone = (counts.get(0) ?? 0) >= 3;
    const order = [...counts.keys()].sort(() => random() - 0.5);
    const through = isAlone ? order.slice(0, order.indexOf(0)) : [];
    for (const id of through) counts.delete(id);
    for (const [id, count] of counts) counts.set(id, count + 1);
  }

  expect([...counts.keys()]).toEqual([0]);
});

test('a count is read where there is one', () => {
  expect(deliveriesBefore({ 'x-delivery-count': 4 })).toBe(4);
  expect(deliveriesBefore({ 'x-delivery-count': 'many' })).toBe(0);
  expect(deliveriesBefore(undefined)).toBe(0);
});
