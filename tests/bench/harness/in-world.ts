import type { BenchServers } from './servers.ts';
import { createWorld, type World } from './world.ts';

/** Runs `work` in a world of its own and ends it in any case. */
export const inWorld = async <Result>(
  servers: BenchServers,
  work: (world: World) => Promise<Result>,
  env: { readonly [name: string]: string } = {},
): Promise<Result> => {
  const world = await createWorld(servers, env);
  try {
    return await work(world);
  } finally {
    await world.stop();
  }
};
