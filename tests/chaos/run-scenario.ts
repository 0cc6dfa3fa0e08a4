import type { OwnServers } from './harness/servers.ts';
import { createWorld, type World } from './harness/world.ts';
import { createRandom, seedOf } from './random.ts';
import type { Arena, Recovery, Result, Scenario } from './scenario.ts';

export interface RunOptions {
  readonly servers: OwnServers;
  readonly seed: number;
  readonly length: 'full' | 'short';
  /** Worlds that run, for whoever has to end them in the middle. */
  readonly open: Set<World>;
}

/** Milliseconds that a world has to come to rest; longer than any lease, retry or stall it waits for. */
const patienceMs = { full: 180_000, short: 100_000 } as const;
/** Facts shown of each broken invariant; one is usually enough to see what is wrong. */
const factsShown = 5;

/** Runs one scenario in worlds of its own. Never rejects: what went wrong stands in the result. */
export const runScenario = async (
  { name, promise, sentence, run }: Scenario,
  { servers, seed, length, open }: RunOptions,
): Promise<Result> => {
  const startedAt = performance.now();
  const random = createRandom(seedOf(seed, name));
  const failures: string[] = [];
  const figures: Record<string, number> = {};
  const faults: Record<string, number> = {};
  const remarks: string[] = [];
  const recoveries: Recovery[] = [];
  const worlds: World[] = [];

  const arena: Arena = {
    servers,
    random,
    scale: (full, short) => (length === 'full' ? full : short),
    async world(options) {
      const world = await createWorld({
        ...options,
        servers: servers.urls,
        random,
        patienceMs: patienceMs[length],
      });
      worlds.push(world);
      open.add(world);
      return world;
    },
    async verify(world) {
      await world.settled();
      const found = await world.verdict();
      for (const [figure, value] of Object.entries(found.figures)) {
        figures[figure] = (figures[figure] ?? 0) + value;
      }
      for (const { invariant, facts } of found.violations) {
        failures.push(
          `${invariant}, ${facts.length} times: ${facts.slice(0, factsShown).join('; ')}`,
        );
      }
    },
    expect(claim, holds) {
      if (!holds) failures.push(claim);
    },
    note(figure, value) {
      figures[figure] = value;
    },
    fault(what, times = 1) {
      faults[what] = (faults[what] ?? 0) + times;
    },
    remark(sentence) {
      remarks.push(sentence);
    },
    recovered(fault, milliseconds, limitMs) {
      recoveries.push({ fault, milliseconds, limitMs });
      if (milliseconds > limitMs) {
        failures.push(`${fault}: at work again after ${milliseconds} ms, ${limitMs} are allowed`);
      }
    },
  };
  try {
    await run(arena);
  } catch (error) {
    failures.push(error instanceof Error ? error.message : String(error));
  }
  for (const world of worlds) {
    // No fault makes it right for a role to end by itself with an error.
    failures.push(...world.fleet.crashes);
    const deaths = world.fleet.deaths();
    if (deaths > 0) arena.fault('death of a role', deaths);
    await world.stop().catch((error: unknown) => failures.push(`did not stop: ${String(error)}`));
    open.delete(world);
  }
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  return { name, promise, sentence, seconds, failures, figures, faults, remarks, recoveries };
};
