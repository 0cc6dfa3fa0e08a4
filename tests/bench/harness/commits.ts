import type { World } from './world.ts';

const count = 300;

/**
 * Milliseconds of commits, one row each and one after the other, while nothing else is written: what
 * the disk takes to keep a promise, and so the least that accepting can take.
 */
export const commits = async ({ sql }: World): Promise<readonly number[]> => {
  await sql`create table if not exists bench_commits (id integer)`;
  const waited: number[] = [];
  for (let place = 0; place < count; place += 1) {
    const from = performance.now();
    await sql`insert into bench_commits values (${place})`;
    waited.push(performance.now() - from);
  }
  return waited;
};
