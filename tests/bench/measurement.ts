import type { BenchServers } from './harness/servers.ts';
import type { Costs } from './statistics.ts';

/** What a measurement is given. */
export interface Bench {
  readonly servers: BenchServers;
  readonly seconds: number;
  readonly backlogRows: number;
  readonly historyRows: number;
  readonly cores: number;
  /** Tells how far it is. */
  say(progress: string): void;
}

/** One line of a result: figures with their units in their names. */
export interface Row {
  readonly what: string;
  readonly figures: { readonly [figure: string]: number | string };
  /** Microseconds of CPU for each notification, by process. */
  readonly costs?: Costs;
}

export interface Measurement {
  readonly name: string;
  readonly sentence: string;
  /** @throws Error when something was lost on the way: there is no figure then. */
  run(bench: Bench): Promise<readonly Row[]>;
}
