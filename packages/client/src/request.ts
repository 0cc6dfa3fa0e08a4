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
}

export interface Answer<Body> {
  readonly body: Body;
  readonly headers: Headers;
}

/**
 * Sends a request until it is answered. Network failures, 429 and 503 are tried again with
 * back-off, or after the `Retry-After` of the answer where it is no longer than the longest pause;
 * the same headers go with every attempt, an idempotency key among them.
 * @throws ProblemError for every other refusal, and for the last one when retries are used up.
 * @throws TypeError, or a DOMException of the name `TimeoutError`, when the network failed to the end.
 */
export const request = async <Body>(transport: Transport, call: Call): Promise<Answer<Body>> => {
  for (let retry = 0; ; retry++) {
    const isLast = retry >= transport.retry.retries;
    const response = await attempt(transport, call).catch((error: unknown) => {
      if (isLast) throw error;
      return null;
    });
    // The document, which the service is tested against, says what the body of an answer is.
    if (response?.ok) {
      return { body: (await response.json()) as Body, headers: response.headers };
    }
    const retryAfterMs = response && retryAfterMsOf(response.headers);
    const pauseMs = pauseBefore(transport.retry, { retry, retryAfterMs, random: Math.random() });
    if (response && (isLast || pauseMs === null || !isTemporary(response.status))) {
      throw new ProblemError(response.status, await problemOf(response), retryAfterMs);
    }
    await response?.body?.cancel();
    await pause(pauseMs ?? 0);
  }
};

const attempt = (
  { baseUrl, apiKey, fetch, timeoutMs }: Transport,
  { method, path, query = {}, body, headers = {}, waitMs = 0 }: Call,
): Promise<Response> => {
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
  return fetch(url, {
    method,
    headers: Object.entries(sent).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, value]],
    ),
    signal: AbortSignal.timeout(timeoutMs + waitMs),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
};

/** A proxy in between may answer with a page of its own. */
const problemOf = async (response: Response): Promise<Partial<Problem>> => {
  const text = await response.text();
  if (!/\bjson\b/.test(response.headers.get('content-type') ?? '')) return {};
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};
