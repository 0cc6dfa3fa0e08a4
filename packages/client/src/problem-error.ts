import type { Problem } from './schema.ts';

/**
 * A refusal, in the service's own words (RFC 9457). `code` is stable and explained under
 * `/documentation/errors`; `errors` names every fault of the request with its place.
 */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly code: string;
  readonly errors: Problem['errors'];
  /** Tells the service's operators which request it was; null when the answer was not Postroom's. */
  readonly correlationId: string | null;
  /** Milliseconds after which the service wants to be asked again; null when it did not say. */
  readonly retryAfterMs: number | null;

  constructor(status: number, problem: Partial<Problem>, retryAfterMs: number | null = null) {
    super(`${status}: ${problem.detail ?? problem.title ?? 'an answer without a problem'}`);
    this.status = status;
    this.code = problem.code ?? 'unknown';
    this.errors = problem.errors ?? [];
    this.correlationId = problem.correlation_id ?? null;
    this.retryAfterMs = retryAfterMs;
  }
}
