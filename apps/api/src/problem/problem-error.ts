import type { Issue, IssueCode } from '@postroom/domain';
import type { ProblemCode } from './codes.ts';
import { pointerOf } from './pointer.ts';

/** One fault and its place: in the body, in the query or path, or in a header. */
export type Fault = (
  | { readonly pointer: string }
  | { readonly parameter: string }
  | { readonly header: string }
) & { readonly code: IssueCode; readonly detail: string };

/** A refusal that a route decides on itself. Rules of the business throw the domain's errors instead. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly faults: readonly Fault[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
    message: string,
    more: {
      readonly faults?: readonly Fault[];
      readonly headers?: Readonly<Record<string, string>>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: more.cause });
    this.code = code;
    this.faults = more.faults ?? [];
    this.headers = more.headers ?? {};
  }
}

/** More help nobody, and an answer must not be much larger than what it refuses. */
const mostFaults = 500;

/** @returns a `validation_failed` that names every fault. */
export const invalid = (faults: readonly Fault[]): ProblemError => {
  const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`;
  return new ProblemError('validation_failed', `the request has ${count}, see errors`, {
    faults: faults.slice(0, mostFaults),
  });
};

export const faultAt = ({ path, code, detail }: Issue): Fault => ({
  pointer: pointerOf(path),
  code,
  detail,
});
