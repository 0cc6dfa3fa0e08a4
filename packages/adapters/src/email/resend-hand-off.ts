import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** What was seen of one call's requests. */
interface Sighting {
  wasWritten: boolean;
  status: number | undefined;
  connectFailure: Error | undefined;
}

export interface HandOff<T> {
  readonly result: T;
  /**
   * Why no connection could be made: refused, an unknown name, a certificate. Undefined when there
   * was one, or when it is not known; then the request may have arrived.
   */
  readonly connectFailure: Error | undefined;
  /** Of the answer, if one began. */
  readonly status: number | undefined;
}

export interface HandOffWatch {
  /** Runs a call of the SDK under this idempotency key and tells what became of its request besides. */
  during<T>(idempotencyKey: string, call: () => Promise<T>): Promise<HandOff<T>>;
  stop(): void;
}

/**
 * Listens to Node's own HTTP client. The SDK keeps the reason of a failed request to itself, and
 * without it "refused" and "answer lost" look alike: one may go to another provider at once, the
 * other must not. Only positive evidence counts: the request was never written, and it failed with
 * the very error object that was reported for connecting. (A request that is given up after it was
 * written may still be failed by a later reconnect, so the error alone proves nothing.)
 *
 * A request is known by its idempotency key. Of two calls under one key at the same time the first
 * learns nothing, which counts as "may have arrived". An `AsyncLocalStorage` would tell them apart,
 * and slow down every promise of the process.
 */
export const watchHandOffs = (): HandOffWatch => {
  const calls = new Map<string, Sighting>();
  const sightings = new WeakMap<object, Sighting>();
  const connectErrors = new WeakSet<Error>();

  const listeners: { readonly [channel: string]: (message: unknown) => void } = {
    'undici:request:create': (message) => {
      const request = requestIn(message);
      const sighting = calls.get(keyOf(request) ?? '');
      if (request && sighting) sightings.set(request, sighting);
    },
    'undici:client:sendHeaders': (message) => {
      const sighting = sightings.get(requestIn(message) ?? {});
      if (sighting) sighting.wasWritten = true;
    },
    'undici:request:headers': (message) => {
      const sighting = sightings.get(requestIn(message) ?? {});
      const { response } = fieldsOf(message);
      if (sighting && response) sighting.status = response.statusCode;
    },
    'undici:client:connectError': (message) => {
      const error = errorIn(message);
      if (error) connectErrors.add(error);
    },
    'undici:request:error': (message) => {
      const error = errorIn(message);
      const sighting = sightings.get(requestIn(message) ?? {});
      if (sighting && error && connectErrors.has(error)) sighting.connectFailure = error;
    },
  };
  for (const [channel, listener] of Object.entries(listeners)) subscribe(channel, listener);

  return {
    during: async (idempotencyKey, call) => {
      const sighting: Sighting = {
        wasWritten: false,
        status: undefined,
        connectFailure: undefined,
      };
      calls.set(idempotencyKey, sighting);
      const result = await call().finally(() => {
        if (calls.get(idempotencyKey) === sighting) calls.delete(idempotencyKey);
      });
      const connectFailure = sighting.wasWritten ? undefined : sighting.connectFailure;
      return { result, connectFailure, status: sighting.status };
    },
    stop: () => {
      for (const [channel, listener] of Object.entries(listeners)) unsubscribe(channel, listener);
    },
  };
};

const requestIn = (message: unknown): object | undefined => {
  const request = fieldsOf(message).request;
  return typeof request === 'object' && request !== null ? request : undefined;
};

/** Headers are a list in which each name is followed by its value. */
const keyOf = (request: object | undefined): string | undefined => {
  const { headers } = (request ?? {}) as { readonly headers?: unknown };
  if (!Array.isArray(headers)) return undefined;
  const at = headers.findIndex(
    (each, index) => index % 2 === 0 && String(each).toLowerCase() === 'idempotency-key',
  );
  return at < 0 ? undefined : String(headers[at + 1]);
};

const errorIn = (message: unknown): Error | undefined => {
  const error = fieldsOf(message).error;
  return error instanceof Error ? error : undefined;
};

/** Node documents no types for these messages; a field that is not there reads as undefined. */
const fieldsOf = (
  message: unknown,
): {
  readonly request?: unknown;
  readonly error?: unknown;
  readonly response?: { readonly statusCode?: number };
} => (typeof message === 'object' && message !== null ? message : {});
