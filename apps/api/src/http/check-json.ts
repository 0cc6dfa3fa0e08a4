import { type Fault, faultAt, invalid, ProblemError } from '../problem/problem-error.ts';

const maxDepth = 20;
/** Far above what any field takes; below what makes a search for misspelt names slow. */
const maxMembers = 200;
/** A batch is the longest list there is. */
const maxElements = 1000;
const mostFaults = 100;

/**
 * Refuses what no field of the API can take, before anybody looks closer: nesting that costs a
 * stack, objects and lists that cost time, texts with NUL or half a surrogate pair, which Postgres
 * cannot keep.
 */
export const checkJson = (value: unknown): void => {
  const faults: Fault[] = [];
  visit(value, [], faults);
  if (faults.length > 0) throw invalid(faults);
};

type Path = readonly (string | number)[];

const visit = (value: unknown, path: Path, faults: Fault[]): void => {
  if (faults.length >= mostFaults) return;
  if (typeof value === 'string') {
    if (isUnkeepable(value)) add(faults, path, 'invalid_value', unkeepable);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (path.length >= maxDepth) {
    throw new ProblemError('body_too_deep', `the body is more than ${maxDepth} levels deep`);
  }
  if (Array.isArray(value)) visitArray(value, path, faults);
  else visitObject(value, path, faults);
};

const visitArray = (array: readonly unknown[], path: Path, faults: Fault[]): void => {
  if (array.length > maxElements) {
    add(faults, path, 'too_long', `must have at most ${maxElements} entries`);
    return;
  }
  for (const [index, each] of array.entries()) visit(each, [...path, index], faults);
};

const visitObject = (object: object, path: Path, faults: Fault[]): void => {
  const names = Object.keys(object);
  if (names.length > maxMembers) {
    add(faults, path, 'too_long', `must have at most ${maxMembers} fields`);
    return;
  }
  for (const name of names) {
    const at = [...path, name];
    if (isUnkeepable(name)) add(faults, at, 'invalid_value', unkeepable);
    // Read through the descriptor's own value: `__proto__` is a name like any other here.
    visit(Object.getOwnPropertyDescriptor(object, name)?.value, at, faults);
  }
};

const isUnkeepable = (text: string): boolean => /[\0\p{Cs}]/u.test(text);

const unkeepable = 'must not contain NUL or half of a surrogate pair';

const add = (faults: Fault[], path: Path, code: Fault['code'], detail: string): void => {
  faults.push(faultAt({ path, code, detail }));
};
