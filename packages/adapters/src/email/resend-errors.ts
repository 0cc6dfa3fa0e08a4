import type { Outcome, Rejection } from '@postroom/domain';

/** What an answer of Resend's API that is no success means for the message. */
export type ResendVerdict = Rejection['kind'] | 'ambiguous';

interface ErrorRule {
  readonly status?: RegExp;
  readonly name?: RegExp;
  readonly verdict: ResendVerdict;
  readonly source: string;
}

const errors = 'https://resend.com/docs/api-reference/errors';

/**
 * The first row that fits decides.
 *
 * A server error after the request was handed over is `ambiguous`, not `transient`: Resend may
 * have accepted the mail before it failed. `ambiguous` keeps the notification at this provider
 * under the same key, where a repeat has no second effect; `transient` would let another provider
 * send a second copy.
 */
export const resendRules: readonly ErrorRule[] = [
  // The key is known already, so a mail under it is accepted or about to be.
  {
    name: /^invalid_idempotent_request$/,
    verdict: 'ambiguous',
    source: `${errors}: same key, other payload; the first one counts and cannot be repeated`,
  },
  {
    name: /^concurrent_idempotent_requests$/,
    verdict: 'ambiguous',
    source: `${errors}: the same key is being worked on and may succeed, so nobody else may send it`,
  },

  // Pace and account. They say nothing about the message.
  {
    name: /^(?:rate_limit|daily_quota|monthly_quota)_exceeded$/,
    verdict: 'throttled',
    source: `${errors}: 429`,
  },
  { status: /^429$/, verdict: 'throttled', source: 'RFC 6585 section 4: too many requests' },
  {
    name: /^(?:missing|restricted|invalid)_api_key$|^invalid_access$|^invalid_region$/,
    verdict: 'unreachable',
    source: `${errors}: our key or account; a changed key must not fail every mail for good`,
  },
  {
    name: /^invalid_from_address$/,
    verdict: 'unreachable',
    source: `${errors}: 422; EMAIL_FROM is ours, not the message's`,
  },
  {
    status: /^40[13]$/,
    verdict: 'unreachable',
    source: `${errors}: 401 and 403, such as a domain that is not verified`,
  },
  {
    status: /^(?:404|405)$|^3\d\d$/,
    verdict: 'unreachable',
    source: `${errors}: not_found, method_not_allowed; the base URL is wrong`,
  },

  // The message.
  { status: /^(?:408|425)$/, verdict: 'transient', source: 'RFC 9110 section 15.5.9, RFC 8470' },
  {
    status: /^409$/,
    verdict: 'ambiguous',
    source: 'RFC 9110 section 15.5.10: in conflict with a request of ours that may have succeeded',
  },
  {
    status: /^4\d\d$/,
    verdict: 'permanent',
    source: `${errors}: 400 and 422 validation, 413 too large, 451 security_error`,
  },

  // The server.
  {
    status: /^(?:521|522|523|525|526)$/,
    verdict: 'unreachable',
    source: 'Cloudflare 5xx: the edge could not connect to the origin, so nothing was handed over',
  },
  {
    status: /^503$/,
    verdict: 'unreachable',
    source: 'RFC 9110 section 15.6.4: currently unable to handle the request',
  },
  { status: /^5\d\d$/, verdict: 'ambiguous', source: `${errors}: application_error; see above` },
];

/** An answer that is no success, as far as it could be read. */
export interface ResendError {
  /** Null when no answer came. */
  readonly status: number | null;
  /** Resend's own word, or undefined when something in between answered. */
  readonly name: string | undefined;
  readonly message: string;
  readonly retryAfterMs: number | undefined;
}

/** Reads an answered error from the table. Without a status it is `ambiguous`: see `resend.ts`. */
export const outcomeOfError = (error: ResendError): Exclude<Outcome, { outcome: 'accepted' }> => {
  const status = error.status === null ? undefined : String(error.status);
  const rule =
    status === undefined
      ? undefined
      : resendRules.find(
          (row) =>
            (row.status === undefined || row.status.test(status)) &&
            (row.name === undefined || (error.name !== undefined && row.name.test(error.name))),
        );
  const verdict = rule?.verdict ?? 'ambiguous';
  const said = { code: codeOf(error, status), detail: error.message };
  return verdict === 'ambiguous'
    ? { outcome: 'ambiguous', ...said }
    : {
        outcome: 'rejected',
        kind: verdict,
        ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
        ...said,
      };
};

/** Resend calls any unreadable answer `application_error`; the status says more. */
const codeOf = (error: ResendError, status: string | undefined): string =>
  error.name !== undefined && (error.name !== 'application_error' || status === undefined)
    ? error.name
    : `http_${status ?? 'none'}`;

/**
 * `Retry-After` in milliseconds: seconds or an HTTP date (RFC 9110 section 10.2.3), else
 * `RateLimit-Reset` in seconds. Never negative.
 */
export const retryAfterMsOf = (
  headers: { readonly [name: string]: string } | null,
  now: Date,
): number | undefined => {
  const text = headers?.['retry-after'] ?? headers?.['ratelimit-reset'];
  if (text === undefined || text.trim() === '') return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds * 1_000));
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
};
