import { setTimeout as pause } from 'node:timers/promises';
import { ProblemError } from './problem-error.ts';
import { isTemporary, pauseBefore, type RetryOptions, retryAfterMsOf } from './retry.ts';
import type { Problem } from './schema.ts';

/** Where requests go and how. */
export interface Transport {
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly retry: RetryOptions;
  /** Milliseconds after which an attempt is given up, beside what the service was asked to wait. */
  readonly timeoutMs: number;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds that the service may take on purpose. */
  readonly waitMs?: number;
  /** False where doing it twice is not the same as once: then only what surely was not done is tried again. Default true. */
  readonly isRepeatable?: boolean;
}

export interface Answer<Body> {
  readonly body: Body;
  readonly headers: Headers;
}

/**
 * Sends a request until it is answered. Network failures, 429 and 503 are tried again with
 * back-off, or after the `Retry-After` of the answer where it is no longer than the longest pause;
 * the same headers go with every attempt, an idempotency key among them. `recipient_cap` is final.
 * @throws ProblemError for every other refusal, and for the last one when retries are used up.
 * @throws TypeError, or a DOMException of the name `TimeoutError`, when the network failed to the end.
 */
export const request = async <Body>(transport: Transport, call: Call): Promise<Answer<Body>> => {
  for (let retry = 0; ; retry++) {
    const isLast = retry >= transport.retry.retries;
    const answer = await attempt(transport, call).catch((error: unknown) => {
      if (isLast || call.isRepeatable === false) throw error;
      return null;
    });
    // The document, which the service is tested against, says what the body of an answer is.
    if (answer?.ok) return { body: JSON.parse(answer.text) as Body, headers: answer.headers };
    const retryAfterMs = answer && retryAfterMsOf(answer.headers, new Date());
    const pauseMs = pauseBefore(transport.retry, { retry, retryAfterMs, random: Math.random() });
    if (answer) {
      const problem = problemOf(answer);
      if (isLast || pauseMs === null || !mayRepeat(call, answer.status, problem)) {
        throw new ProblemError(answer.status, problem, retryAfterMs);
      }
    }
    await pause(pauseMs ?? 0);
  }
};

/** An answer that breaks off is none. */
const attempt = async (
  { baseUrl, apiKey, fetch, timeoutMs }: Transport,
  { method, path, query = {}, body, headers = {}, waitMs = 0 }: Call,
): Promise<Pick<Response, 'ok' | 'status' | 'headers'> & { readonly text: string }> => {
  const url = new URL(`${baseUrl.replace(/\/+$/, '')}${path}`);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  const sent = {
    accept: 'application/json',
    authorization: apiKey === undefined ? undefined : `Bearer ${apiKey}`,
    'content-type': body === undefined ? undefined : 'application/json',
    ...headers,
  };
  const response = await fetch(url, {
    method,
    headers: Object.entries(sent).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, value]],
    ),
    signal: AbortSignal.timeout(timeoutMs + waitMs),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const { ok, status, headers: told } = response;
  return { ok, status, headers: told, text: await response.text() };
};

/** Whoever answers 429 has done nothing; behind a 503 it may have been done. */
const mayRepeat = ({ isRepeatable = true }: Call, status: number, { code }: Partial<Problem>) =>
  isTemporary(status, code) && (isRepeatable || status === 429);

/** A proxy in between may answer with a page of its own. */
const problemOf = ({
  headers,
  text,
}: {
  readonly headers: Headers;
  readonly text: string;
}): Partial<Problem> => {
  if (!/\bjson\b/.test(headers.get('content-type') ?? '')) return {};
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};
