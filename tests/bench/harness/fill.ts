import { openCaller } from './caller.ts';
import { benchKey, type World } from './world.ts';

/** The largest batch that the API takes. */
const batchSize = 1_000;
const connections = 4;

/** Hands in so many notifications, in full batches. @throws Error when one was refused. */
export const fill = async (
  world: World,
  { count, say }: { readonly count: number; say(progress: string): void },
): Promise<void> => {
  let left = count;
  const call = async (): Promise<void> => {
    const caller = await openCaller(world.apiUrl, benchKey);
    while (left > 0) {
      const size = Math.min(batchSize, left);
      left -= size;
      const answer = await caller.post('/notifications/batch', world.bodies.many(size));
      if (answer.status !== 202) throw new Error(`${answer.status}: ${answer.body}`);
      if (left % 100_000 === 0) say(`${count - left} of ${count} handed in`);
    }
    caller.close();
  };
  await Promise.all(Array.from({ length: connections }, call));
};
