import type { BenchServers } from './harness/servers.ts';
import type { Bar, Costs } from './statistics.ts';

/** What a measurement is given. */
export interface Bench {
  readonly servers: BenchServers;
  /** Of each window that is measured. */
  readonly seconds: number;
  /** Only to show that all of it runs. */
  readonly isShort: boolean;
  readonly backlogRows: number;
  readonly historyRows: number;
  readonly cores: number;
  /** For every role, over what the benchmark sets by itself. */
  readonly env: { readonly [name: string]: string };
  /** Tells how far it is. */
  say(progress: string): void;
}

/** What decides how long a measurement takes. */
export type Size = Pick<Bench, 'seconds' | 'isShort' | 'backlogRows' | 'historyRows'>;

/** One line of a result: figures with their units in their names. */
export interface Row {
  readonly what: string;
  readonly figures: { readonly [figure: string]: number | string };
  /** Microseconds of CPU for each notification, by process. */
  readonly costs?: Costs;
  /** Of milliseconds. */
  readonly histogram?: readonly Bar[];
}

export interface Measurement {
  readonly name: string;
  readonly sentence: string;
  /** About how many seconds it takes on two cores that nobody else uses. */
  takes(size: Size): number;
  /** @throws Error when something was lost on the way: there is no figure then. */
  run(bench: Bench): Promise<readonly Row[]>;
}

/** All of them, or as many of the first as a short round needs to go every way once. */
export const chosenFrom = <Variant>(
  { isShort }: Pick<Bench, 'isShort'>,
  variants: readonly Variant[],
  whenShort: number,
): readonly Variant[] => (isShort ? variants.slice(0, whenShort) : variants);

/** Seconds that a world takes beside its window: starting, warming up, waiting for the last, stopping. */
export const worldSeconds = 10;
