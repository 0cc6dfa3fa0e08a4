import { expect, it } from 'vitest';
import { isQueueName, queueNames } from './queue.ts';

it('knows the three lanes and no other word', () => {
  expect(queueNames.every(isQueueName)).toBe(true);
  for (const word of ['', 'Critical', 'exchange', 'constructor']) {
    expect(isQueueName(word)).toBe(false);
  }
});
