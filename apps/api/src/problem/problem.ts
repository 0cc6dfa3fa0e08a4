import { StoreError } from '@postroom/application';
import { DomainError } from '@postroom/domain';
import { quotaFields } from '../limits/quota-fields.ts';
import { type ProblemCode, statusOf } from './codes.ts';
import { explanations } from './explanations.ts';
import { type Fault, faultAt, ProblemError } from './problem-error.ts';

/** The body of every refusal: RFC 9457, `application/problem+json`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The path of the request that was refused. */
  readonly instance: string;
  readonly code: ProblemCode;
  readonly correlation_id: string;
  readonly errors: readonly Fault[];
}

/** Whatever was thrown, as what the caller may know of it. */
export const problemErrorOf = (error: unknown): ProblemError => {
  if (error instanceof ProblemError) return error;
  if (error instanceof DomainError) {
    const faults = error.issues.map(faultAt);
    const { retryAfterSeconds, quota } = error;
    const headers = {
      ...(retryAfterSeconds === undefined ? {} : retryAfter(retryAfterSeconds)),
      ...(quota === undefined
        ? {}
        : quotaFields(quota, { remaining: 0, seconds: retryAfterSeconds ?? quota.windowSeconds })),
    };
    return new ProblemError(error.code, error.message, { faults, headers });
  }
  if (error instanceof StoreError) {
    return error.kind === 'unavailable'
      ? new ProblemError('unavailable', 'the database does not answer', { headers: retryAfter(2) })
      : new ProblemError('validation_failed', 'the database refuses one of the values');
  }
  return new ProblemError('internal_error', 'the log has the details under the correlation id');
};

export const retryAfter = (seconds: number): Readonly<Record<string, string>> => ({
  'Retry-After': String(seconds),
});

export const problemOf = (
  error: ProblemError,
  request: { readonly path: string; readonly correlationId: string },
): Problem => ({
  type: `/documentation/errors#${error.code}`,
  title: explanations[error.code].title,
  status: statusOf(error.code),
  detail: error.message,
  instance: request.path,
  code: error.code,
  correlation_id: request.correlationId,
  errors: error.faults,
});
