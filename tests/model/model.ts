import { bootstrap, type PostroomBus } from '@postroom/application';
import { createMemoryWorld } from '@postroom/application/testing';
import { DeadlineError } from '@postroom/runtime';
import { vi } from 'vitest';
import { catalogue } from './kinds.ts';
import { createLane } from './lane.ts';
import { createProcess, type Embody, type Process } from './process.ts';
import { createPost } from './provider.ts';
import { type Parts, reconcilerOf, relayOf, workerOf } from './roles.ts';
import { createWitness } from './witness.ts';

/** Postroom in one thread: the real steps over a database, a queue and providers in memory. */
export interface Model extends Parts {
  readonly bus: PostroomBus;
  readonly workers: readonly Process[];
  readonly relays: readonly Process[];
  readonly reconcilers: readonly Process[];
  /** Of all three roles. */
  readonly processes: readonly Process[];
  /** What happened, line by line. */
  readonly trace: readonly string[];
  say(line: string): void;
  /** Moves the clocks of the database and of all processes. */
  advance(ms: number): void;
  /** Until nobody does anything but wait at a gate. */
  rest(): Promise<void>;
}

/** Real, whatever the test makes of the clock. */
const { setImmediate: afterAllElse } = globalThis;

/** @param providers for each, in order of trial, whether it knows idempotency keys. */
export const createModel = (providers: readonly boolean[]): Model => {
  const world = createMemoryWorld({ catalogue });
  const trace: string[] = [];
  const say = (line: string): void => void trace.push(line);
  const lane = createLane(world.now);
  const parts: Parts = {
    world,
    lane,
    locks: new Map(),
    posts: providers.map((knowsKeys, i) => createPost(`post-${i}`, knowsKeys, world.now)),
    witness: createWitness(world, lane),
  };
  const onError = (name: string, error: unknown): void => {
    say(`${name} fails: ${String(error)}`);
    if (!isAboutTime(error)) parts.witness.faults.push(`${name} threw ${String(error)}`);
  };
  const observer = { say, onError, onStill: lane.unlock, onDeath: lane.bury };
  const all = (role: string, count: number, embody: Embody): readonly Process[] =>
    Array.from({ length: count }, (_, i) => createProcess(`${role} ${i}`, embody, observer));
  const workers = all('worker', 2, workerOf(parts));
  const relays = all('relay', 2, relayOf(parts));
  const reconcilers = all('reconciler', 2, reconcilerOf(parts));
  return {
    ...parts,
    bus: bootstrap({ ...world, catalogue }),
    workers,
    relays,
    reconcilers,
    processes: [...workers, ...relays, ...reconcilers],
    trace,
    say,
    advance(ms) {
      world.advance(ms);
      vi.advanceTimersByTime(ms);
    },
    rest: () => new Promise((resolve) => afterAllElse(resolve)),
  };
};

/** The queue took too long, since the schedule let it: the next look begins again. */
const isAboutTime = (error: unknown): boolean =>
  error instanceof DeadlineError ||
  (error instanceof AggregateError && error.errors.every(isAboutTime));
