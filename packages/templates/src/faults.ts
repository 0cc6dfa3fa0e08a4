import { type Issue, type IssueCode, nearest } from '@postroom/domain';
import type { z } from 'zod';

type ZodIssue = z.core.$ZodIssue;
type Path = Issue['path'];

/**
 * The faults of one check. A detail says what is wrong without saying where, for the path does, and
 * repeats no value, so that none can repeat a secret one.
 * @param namesAt The fields that are known at a path, for suggestions.
 */
export const faultsOf = (
  issues: readonly ZodIssue[],
  input: unknown,
  namesAt: (path: Path) => readonly string[],
): Issue[] => issues.flatMap((issue) => faultOf(issue, input, namesAt)).slice(0, mostFaults);

/** More help nobody: an object with a thousand unknown fields is one mistake. */
const mostFaults = 100;

const faultOf = (
  issue: ZodIssue,
  input: unknown,
  namesAt: (path: Path) => readonly string[],
): Issue[] => {
  const path = pathOf(issue);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownField([...path, key], key, namesAt(path)));
  }
  const value = valueAt(input, path);
  if (value === undefined && path.length > 0) {
    return [{ path, code: 'required', detail: 'is required' }];
  }
  return [{ path, code: codeOf(issue), detail: expectation(issue, value) }];
};

const unknownField = (path: Path, key: string, known: readonly string[]): Issue => {
  const meant = nearest(key, known);
  const advice = meant === undefined ? listOf(known) : `did you mean ${meant}?`;
  return { path, code: 'unknown_field', detail: `is not known; ${advice}` };
};

const listOf = (known: readonly string[]): string =>
  known.length === 0 ? 'nothing is expected here' : `known are ${known.join(', ')}`;

const codeOf = (issue: ZodIssue): IssueCode => {
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_union':
      return 'invalid_type';
    case 'too_big':
      return sized(issue.origin) ? 'too_long' : 'invalid_value';
    case 'too_small':
      return sized(issue.origin) ? 'too_short' : 'invalid_value';
    default:
      return 'invalid_value';
  }
};

const sized = (origin: string): boolean => origin === 'string' || origin === 'array';

const expectation = (issue: ZodIssue, value: unknown): string => {
  switch (issue.code) {
    case 'invalid_type':
      return spoken(issue.message) ?? mismatch(issue.expected, value);
    case 'too_big':
      return `must ${bound(issue.origin)} at most ${amount(issue.maximum, issue.origin)}`;
    case 'too_small':
      return `must ${bound(issue.origin)} at least ${amount(issue.minimum, issue.origin)}`;
    default:
      return spoken(issue.message) ?? 'is not valid';
  }
};

/** Fields phrase their own expectation ("must be ..."); other texts are zod's and not for people. */
const spoken = (message: string): string | undefined =>
  message.startsWith('must ') ? message : undefined;

const bound = (origin: string): string => (sized(origin) ? 'have' : 'be');

const amount = (limit: number | bigint, origin: string): string => {
  if (!sized(origin)) return `${limit}`;
  const [one, many] = origin === 'string' ? ['character', 'characters'] : ['entry', 'entries'];
  return `${limit} ${limit === 1 ? one : many}`;
};

const mismatch = (expected: string, value: unknown): string => {
  if (expected === 'int') return 'must be a whole number';
  return `must be ${article(expected)}, not ${kindOf(value)}`;
};

const article = (kind: string): string => `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;

const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  return article(typeof value);
};

const pathOf = (issue: ZodIssue): Path =>
  issue.path.map((step) => (typeof step === 'number' ? step : String(step)));

const valueAt = (input: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? // `hasOwn` has just shown that the object has this key.
          (value as Record<string | number, unknown>)[step]
        : undefined,
    input,
  );

/** A fault with its place, where a sentence has to carry it: `` `token` is required ``. */
export const spokenFault = ({ path, detail }: Pick<Issue, 'path' | 'detail'>): string =>
  `${label(path)} ${detail}`;

/** `items[2].price`, shortened and printable whatever the sender called it. */
const label = (path: Path): string => {
  if (path.length === 0) return 'it';
  const steps = path.map((step, index) => {
    if (typeof step === 'number') return `[${step}]`;
    return index === 0 ? step : `.${step}`;
  });
  const joined = steps.join('').replace(/[\p{Cc}\p{Cs}\u2028\u2029`]/gu, '?');
  return `\`${joined.length > 80 ? `${joined.slice(0, 79)}…` : joined}\``;
};
