import type { OwnServers } from './harness/servers.ts';
import type { World, WorldOptions } from './harness/world.ts';
import type { Random } from './random.ts';

/** One promise and the faults that would break it. */
export interface Scenario {
  /** The file's name: `g01-accepted-is-durable`. */
  readonly name: string;
  /** Where the promise stands in `docs/guarantees.md`: `G1`. */
  readonly promise: string;
  /** What is seen to hold, as a sentence. */
  readonly sentence: string;
  /** Runs only when it is named: it says nothing of Postroom, but of another scenario. */
  readonly isOnDemand?: boolean;
  run(arena: Arena): Promise<void>;
}

/** What a scenario has to do with. */
export interface Arena {
  readonly servers: OwnServers;
  readonly random: Random;
  /** How much: the first in a full campaign, the second in a short one. */
  scale(full: number, short: number): number;
  /** A Postroom of its own; ended with the scenario. */
  world(options: Omit<WorldOptions, 'servers' | 'random' | 'patienceMs'>): Promise<World>;
  /** Waits until all has ended, holds it against every invariant, and keeps the figures. */
  verify(world: World): Promise<void>;
  /** Something of the scenario's own that must hold. */
  expect(claim: string, holds: boolean): void;
  /** A figure for the report. */
  note(figure: string, value: number): void;
  /** What was done to Postroom, such as `FLUSHALL`, and how often; deaths of roles are counted anyway. */
  fault(what: string, times?: number): void;
  /** A sentence for the report, such as why a part was left out. */
  remark(sentence: string): void;
  /** How long it took to be at work again, and how long it may take. */
  recovered(fault: string, milliseconds: number, limitMs: number): void;
}

export interface Recovery {
  readonly fault: string;
  readonly milliseconds: number;
  readonly limitMs: number;
}

/** What became of a scenario. */
export interface Result {
  readonly name: string;
  readonly promise: string;
  readonly sentence: string;
  readonly seconds: number;
  /** Sentences on what did not hold; empty when all did. */
  readonly failures: readonly string[];
  readonly figures: { readonly [figure: string]: number };
  /** How often what was done. */
  readonly faults: { readonly [what: string]: number };
  readonly remarks: readonly string[];
  readonly recoveries: readonly Recovery[];
}
