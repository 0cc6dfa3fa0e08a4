import { type ErrorCode, errorCodes } from '@postroom/domain';

/** Refusals that only HTTP knows; what the rules of the business refuse are the domain's codes. */
export const httpCodes = [
  'malformed_json',
  'body_too_deep',
  'unauthenticated',
  'forbidden',
  'method_not_allowed',
  'body_too_large',
  'unsupported_media_type',
  'rate_limited',
  'unavailable',
  'not_ready',
  'internal_error',
] as const;

export type ProblemCode = ErrorCode | (typeof httpCodes)[number];

/** Every `code` that a problem may carry. */
export const problemCodes: readonly ProblemCode[] = [...httpCodes, ...errorCodes];

/** The one place where codes become HTTP. */
export const statusOf = (code: ProblemCode) => {
  switch (code) {
    case 'malformed_json':
    case 'body_too_deep':
      return 400;
    case 'unauthenticated':
      return 401;
    case 'forbidden':
      return 403;
    case 'not_found':
      return 404;
    case 'method_not_allowed':
      return 405;
    case 'already_exists':
    case 'not_cancellable':
    case 'not_retryable':
    case 'not_resolvable':
    case 'variables_erased':
      return 409;
    case 'version_mismatch':
      return 412;
    case 'body_too_large':
      return 413;
    case 'unsupported_media_type':
      return 415;
    case 'validation_failed':
    case 'idempotency_key_reused':
      return 422;
    case 'rate_limited':
    case 'recipient_cap':
      return 429;
    case 'internal_error':
      return 500;
    case 'admission_closed':
    case 'unavailable':
    case 'not_ready':
      return 503;
    default:
      return code satisfies never;
  }
};
