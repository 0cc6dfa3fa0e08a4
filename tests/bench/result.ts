import type { Row } from './measurement.ts';

export interface Result {
  readonly name: string;
  readonly sentence: string;
  readonly seconds: number;
  readonly rows: readonly Row[];
  /** Why there are no rows. */
  readonly failure?: string;
}

/** Figures of a run by where they stand. Figures of different runs are never compared. */
export interface Figures {
  rows(measurement: string): readonly Row[];
  /** Undefined when it is not there, or not a number. */
  one(measurement: string, what: string, figure: string): number | undefined;
  /** Of all rows that begin so, in their order. */
  all(measurement: string, beginning: string, figure: string): readonly number[];
}

export const figuresOf = (results: readonly Result[]): Figures => {
  const rows = (measurement: string): readonly Row[] =>
    results.find(({ name }) => name === measurement)?.rows ?? [];
  return {
    rows,
    one: (measurement, what, figure) => {
      const value = rows(measurement).find((row) => row.what === what)?.figures[figure];
      return typeof value === 'number' ? value : undefined;
    },
    all: (measurement, beginning, figure) =>
      rows(measurement)
        .filter(({ what }) => what.startsWith(beginning))
        .map(({ figures }) => figures[figure])
        .filter((value) => typeof value === 'number'),
  };
};
