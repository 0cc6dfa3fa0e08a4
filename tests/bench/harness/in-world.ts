import type { Bench } from '../measurement.ts';
import { createWorld, type World } from './world.ts';

type Env = { readonly [name: string]: string };

/**
 * What every world is configured with, as one would for throughput: batches that many jobs share are
 * fuller, and so cheaper. The rest are defaults.
 */
export const throughput: Env = { WORKER_CONCURRENCY: '200' };

/** Opens a world with what the measurement demands (`env`), over what the caller wishes, over `throughput`. */
export const openWorld = ({ servers, env: wished }: Bench, env: Env = {}): Promise<World> =>
  createWorld(servers, { ...throughput, ...wished, ...env });

/** Runs `work` in a world of its own and ends it in any case. */
export const inWorld = async <Result>(
  bench: Bench,
  work: (world: World) => Promise<Result>,
  env: Env = {},
): Promise<Result> => {
  const world = await openWorld(bench, env);
  try {
    return await work(world);
  } finally {
    await world.stop();
  }
};
