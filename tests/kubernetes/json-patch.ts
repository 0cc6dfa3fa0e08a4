/** The three operations of RFC 6902 that the overlays use. */
export interface Operation {
  readonly op: 'add' | 'replace' | 'remove';
  /** A JSON pointer without escapes. */
  readonly path: string;
  readonly value?: unknown;
}

/**
 * A copy of `target` with the operations applied in order.
 * @throws Error when a path leads nowhere, or an operation is none of the three.
 */
export const applyPatch = <T>(target: T, operations: readonly Operation[]): T => {
  const copy = structuredClone(target);
  for (const operation of operations) apply(copy, operation);
  return copy;
};

const apply = (target: unknown, { op, path, value }: Operation): void => {
  const steps = path.split('/').slice(1);
  const last = steps.pop();
  let place: unknown = target;
  for (const step of steps) place = isObject(place) ? place[step] : undefined;
  if (last === undefined || !isObject(place)) throw new Error(`${op} ${path}: leads nowhere`);
  if (op !== 'add' && !(last in place)) throw new Error(`${op} ${path}: nothing is there`);
  if (op === 'remove') delete place[last];
  else if (op === 'add' || op === 'replace') place[last] = value;
  else throw new Error(`${String(op)} is not known`);
};

// An array is walked by its indices, which are keys as well.
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
