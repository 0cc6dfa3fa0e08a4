/** One hand-off, or try at one, to a provider. */
export interface Attempt {
  readonly provider: string;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly outcome: Outcome['outcome'];
  readonly code: string | null;
  readonly detail: string | null;
  readonly providerId: string | null;
}

/** What became of a hand-off, as the provider's adapter understood it. */
export type Outcome =
  | { readonly outcome: 'accepted'; readonly providerId: string | null }
  | Rejection
  | { readonly outcome: 'ambiguous'; readonly code: string; readonly detail: string };

/**
 * It was surely not accepted. `permanent`: never try again. `transient`: this attempt failed, try
 * later. `throttled` and `unreachable` say nothing about this message, so they spend no attempt.
 */
export interface Rejection {
  readonly outcome: 'rejected';
  readonly kind: 'permanent' | 'transient' | 'throttled' | 'unreachable';
  readonly retryAfterMs?: number;
  /** `550 5.1.1`, `rate_limit_exceeded`, `ECONNREFUSED`. */
  readonly code: string;
  /** What the provider said, without addresses. */
  readonly detail: string;
}
