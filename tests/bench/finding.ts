/** Bounds, both included. */
export interface Wanted {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** What a run shows of something that was hoped for, or only of something worth knowing. */
export interface Finding {
  readonly what: string;
  /** Undefined: nothing in this run tells. */
  readonly value: number | undefined;
  /** Undefined: nothing was hoped for. */
  readonly wanted?: Wanted | undefined;
  /** Behind numbers in a report; a ratio has none. */
  readonly unit?: string;
}

export type Verdict = 'reached' | 'missed' | 'not measured' | '';

export const verdictOn = ({ value, wanted }: Finding): Verdict => {
  if (value === undefined) return 'not measured';
  if (wanted === undefined) return '';
  const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = wanted;
  return value >= atLeast && value <= atMost ? 'reached' : 'missed';
};

export const spokenWanted = ({ wanted = {}, unit = '' }: Finding): string => {
  const { atLeast, atMost } = wanted;
  const tail = unit && ` ${unit}`;
  if (atLeast !== undefined && atMost !== undefined) return `${atLeast} to ${atMost}${tail}`;
  if (atLeast !== undefined) return `at least ${atLeast}${tail}`;
  return atMost === undefined ? '' : `at most ${atMost}${tail}`;
};
