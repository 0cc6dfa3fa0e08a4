import type { ProblemCode } from '../problem/codes.ts';

/** What every route that hands in notifications refuses with. */
export const acceptRefusals: readonly ProblemCode[] = [
  'malformed_json',
  'body_too_deep',
  'unauthenticated',
  'forbidden',
  'recipient_cap',
  'admission_closed',
  'body_too_large',
  'unsupported_media_type',
  'validation_failed',
  'idempotency_key_reused',
  'unavailable',
];
