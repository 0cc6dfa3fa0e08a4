import { openCaller } from './caller.ts';
import { benchKey, type World } from './world.ts';

/** The largest batch that the API takes. */
const batchSize = 1_000;
const connections = 4;
const sayEach = 100_000;

/** Hands in so many notifications, in full batches. @throws Error when one was refused. */
export const fill = async (
  world: World,
  { count, say }: { readonly count: number; say(progress: string): void },
): Promise<void> => {
  let left = count;
  let done = 0;
  const call = async (): Promise<void> => {
    const caller = await openCaller(world.apiUrl, benchKey);
    while (left > 0) {
      const size = Math.min(batchSize, left);
      left -= size;
      const answer = await caller.post('/notifications/batch', world.bodies.many(size));
      if (answer.status !== 202) throw new Error(`${answer.status}: ${answer.body}`);
      done += size;
      if (done % sayEach < size) say(`${done} of ${count} handed in`);
    }
    caller.close();
  };
  await Promise.all(Array.from({ length: connections }, call));
};
