import type { Issue } from './type/object-schema.ts';

/** Every way in which a command may be refused. `docs/errors.md` documents each. */
export const errorCodes = [
  'validation_failed',
  'not_found',
  'already_exists',
  'not_cancellable',
  'not_retryable',
  'not_resolvable',
  'variables_erased',
  'version_mismatch',
  'idempotency_key_reused',
  'recipient_cap',
  'admission_closed',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** So many in a window of time, and what is counted by. */
export interface Quota {
  readonly name: string;
  readonly limit: number;
  readonly windowSeconds: number;
}

/** An expected refusal: the caller asked for something that the rules do not allow. Anything else thrown is a bug. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;
  /** Where the fault lies in what was handed in; empty when it lies in no single field. */
  readonly issues: readonly Issue[];
  /** When the same may be accepted; absent when never, or nobody knows. */
  readonly retryAfterSeconds: number | undefined;
  /** Of what there was too much; absent where nothing was counted. */
  readonly quota: Quota | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    issues: readonly Issue[] = [],
    more: { readonly retryAfterSeconds?: number | undefined; readonly quota?: Quota } = {},
  ) {
    super(message);
    this.code = code;
    this.issues = issues;
    this.retryAfterSeconds = more.retryAfterSeconds;
    this.quota = more.quota;
  }
}
