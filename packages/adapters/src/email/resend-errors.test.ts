import { describe, expect, it } from 'vitest';
import { outcomeOfError, resendRules, retryAfterMsOf } from './resend-errors.ts';

const answers: readonly (readonly [number, string | undefined, string])[] = [
  [400, 'invalid_idempotency_key', 'permanent'],
  [400, 'validation_error', 'permanent'],
  [401, 'missing_api_key', 'unreachable'],
  [401, 'restricted_api_key', 'unreachable'],
  [403, 'invalid_api_key', 'unreachable'],
  [403, 'validation_error', 'unreachable'],
  [404, 'not_found', 'unreachable'],
  [405, 'method_not_allowed', 'unreachable'],
  [408, undefined, 'transient'],
  [409, 'invalid_idempotent_request', 'ambiguous'],
  [409, 'concurrent_idempotent_requests', 'ambiguous'],
  [409, undefined, 'ambiguous'],
  [413, undefined, 'permanent'],
  [422, 'validation_error', 'permanent'],
  [422, 'missing_required_field', 'permanent'],
  [422, 'invalid_parameter', 'permanent'],
  [422, 'invalid_attachment', 'permanent'],
  [422, 'invalid_from_address', 'unreachable'],
  [422, 'invalid_access', 'unreachable'],
  [422, 'invalid_region', 'unreachable'],
  [429, 'rate_limit_exceeded', 'throttled'],
  [429, 'daily_quota_exceeded', 'throttled'],
  [429, 'monthly_quota_exceeded', 'throttled'],
  [429, undefined, 'throttled'],
  [451, 'security_error', 'permanent'],
  [500, 'application_error', 'ambiguous'],
  [500, 'internal_server_error', 'ambiguous'],
  [502, 'application_error', 'ambiguous'],
  [503, 'application_error', 'unreachable'],
  [504, undefined, 'ambiguous'],
  [520, undefined, 'ambiguous'],
  [521, undefined, 'unreachable'],
  [522, undefined, 'unreachable'],
  [524, undefined, 'ambiguous'],
  [301, undefined, 'unreachable'],
];

const error = (status: number | null, name: string | undefined) => ({
  status,
  name,
  message: 'said so',
  retryAfterMs: undefined,
});

describe('what an answer of Resend means', () => {
  it.each(answers)('%i %s: %s', (status, name, verdict) => {
    const outcome = outcomeOfError(error(status, name));

    expect(outcome.outcome === 'rejected' ? outcome.kind : outcome.outcome).toBe(verdict);
  });

  it('no answer at all is ambiguous, whatever name the SDK gives it', () => {
    expect(outcomeOfError(error(null, 'application_error')).outcome).toBe('ambiguous');
  });

  it('every row has a source', () => {
    expect(resendRules.filter(({ source }) => source.length < 10)).toEqual([]);
  });

  it("is called by Resend's own word, else by its status", () => {
    expect(outcomeOfError(error(422, 'validation_error')).code).toBe('validation_error');
    expect(outcomeOfError(error(502, 'application_error')).code).toBe('http_502');
    expect(outcomeOfError(error(413, undefined)).code).toBe('http_413');
  });
});

describe('Retry-After', () => {
  const now = new Date('2026-05-03T10:14:00.000Z');

  it.each([
    [{ 'retry-after': '2' }, 2_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': 'Sun, 03 May 2026 10:14:30 GMT' }, 30_000],
    [{ 'retry-after': 'Sun, 03 May 2026 10:13:00 GMT' }, 0],
    [{ 'retry-after': '-3' }, 0],
    [{ 'ratelimit-reset': '1' }, 1_000],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '' }, undefined],
    [{}, undefined],
    [null, undefined],
  ])('%j', (headers, expected) => {
    expect(retryAfterMsOf(headers, now)).toBe(expected);
  });
});
