import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** Tells whether a request that got no answer never left this process. */
export interface HandOffWatch {
  /**
   * The reason why no connection could be made for the latest request under this key: a refused
   * connection, an unknown name, a certificate. Undefined when there was one, or when it is not
   * known; then the request may have arrived. Forgets the key.
   */
  connectFailureOf(key: string): Error | undefined;
  stop(): void;
}

/**
 * Listens to Node's own HTTP client. The SDK keeps the reason of a failed request to itself, and
 * without it "refused" and "answer lost" look alike: one may go to another provider at once, the
 * other must not. Only positive evidence counts: an error that was reported for connecting and is
 * then given, the same object, to the request.
 */
export const watchHandOffs = (): HandOffWatch => {
  const connectErrors = new WeakSet<object>();
  const failures = new Map<string, Error>();

  const onConnectError = (message: unknown): void => {
    const error = fieldOf(message, 'error');
    if (error instanceof Error) connectErrors.add(error);
  };
  const onRequestError = (message: unknown): void => {
    const error = fieldOf(message, 'error');
    if (!(error instanceof Error) || !connectErrors.has(error)) return;
    const key = idempotencyKeyIn(fieldOf(fieldOf(message, 'request'), 'headers'));
    if (key !== undefined) failures.set(key, error);
  };

  subscribe('undici:client:connectError', onConnectError);
  subscribe('undici:request:error', onRequestError);
  return {
    connectFailureOf: (key) => {
      const failure = failures.get(key);
      failures.delete(key);
      return failure;
    },
    stop: () => {
      unsubscribe('undici:client:connectError', onConnectError);
      unsubscribe('undici:request:error', onRequestError);
    },
  };
};

/** Node 20 keeps headers as a flat list, older ones as the text of the wire. */
const idempotencyKeyIn = (headers: unknown): string | undefined => {
  if (typeof headers === 'string') return /^idempotency-key: (.*)$/im.exec(headers)?.[1]?.trim();
  if (!Array.isArray(headers)) return undefined;
  const at = headers.findIndex((name) => String(name).toLowerCase() === 'idempotency-key');
  return at < 0 || at % 2 === 1 ? undefined : String(headers[at + 1]);
};

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && name in value
    ? (value as { readonly [name: string]: unknown })[name] // `in` has just shown it
    : undefined;
