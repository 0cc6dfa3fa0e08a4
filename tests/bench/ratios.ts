import type { Row } from './measurement.ts';
import { ceilingOf, rounded, sum } from './statistics.ts';

export interface Result {
  readonly name: string;
  readonly sentence: string;
  readonly seconds: number;
  readonly rows: readonly Row[];
  /** Why there are no rows. */
  readonly failure?: string;
}

/** What a run shows: two figures of that run, one over the other. */
export interface Ratio {
  readonly what: string;
  readonly value: number;
  readonly target: string;
}

/** Those ratios whose two figures are there. Figures of different runs are never compared. */
export const ratiosOf = (results: readonly Result[], cores: number): readonly Ratio[] => {
  const find = (name: string, what: string): Row | undefined =>
    results.find((result) => result.name === name)?.rows.find((row) => row.what === what);
  const rate = (name: string, what: string): number | undefined => {
    const value = find(name, what)?.figures.perSecond;
    return typeof value === 'number' && value > 0 ? value : undefined;
  };
  const ratio = (
    what: string,
    target: string,
    above: number | undefined,
    below: number | undefined,
  ): readonly Ratio[] =>
    above === undefined || below === undefined
      ? []
      : [{ what, target, value: rounded(above / below) }];

  // Everything that takes CPU on this machine, the callers' included.
  const http = find('accept', 'batches of 50, idle store');
  const parts = results.find(({ name }) => name === 'parts')?.rows ?? [];
  const each = sum(
    [...parts, ...(http ? [http] : [])].flatMap(({ costs = {} }) => Object.values(costs)),
  );
  const ceiling = http && parts.length > 0 ? ceilingOf(each, cores) : undefined;
  const [one, two, four] = ['1', '2', '4'].map((count) => rate('workers', count));
  const [without, withPast] = results.find(({ name }) => name === 'history')?.rows ?? [];
  const past = (row: Row | undefined) => Number(row?.figures.perSecond ?? 0) || undefined;

  return [
    ...ratio(
      'pipeline in batches / ceiling of the parts',
      'at least 0.8',
      rate('pipeline', 'batches of 50'),
      ceiling,
    ),
    ...ratio(
      'accepting single requests / the same with an idle store',
      'at least 0.5',
      rate('accept', 'single'),
      rate('accept', 'single, idle store'),
    ),
    ...ratio(
      'accepting batches / the same with an idle store',
      '',
      rate('accept', 'batches of 50'),
      rate('accept', 'batches of 50, idle store'),
    ),
    ...ratio(
      'accepting batches / inserting alone',
      '',
      rate('accept', 'batches of 50'),
      rate('parts', 'insert'),
    ),
    ...ratio(
      'through SMTP / the hand-written service',
      'at least 5',
      rate('smtp', 'batches of 50'),
      rate('obvious', 'batches of 50'),
    ),
    ...ratio('two workers / one', '1.8 to 2.2', two, one),
    ...ratio('four workers / one', '3.6 to 4.4', four, one),
    ...ratio('with history / on an empty database', 'at least 0.9', past(withPast), past(without)),
  ];
};
