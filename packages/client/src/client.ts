import { randomUUID } from 'node:crypto';
import { createOperationsClient, type OperationsClient } from './operations.ts';
import type { NoTypes, SendAny } from './own-types.ts';
import { createPreferencesClient, type PreferencesClient } from './preferences.ts';
import { request, type Transport } from './request.ts';
import { defaultRetry, type RetryOptions } from './retry.ts';
import type { Accepted, History, Notification, Problem, State } from './schema.ts';
import { waitUntilEnded } from './wait-for.ts';

export interface ClientOptions {
  /** Where the API is, such as `http://notification:8001`. */
  readonly baseUrl: string;
  /** `pr_live_...` or `pr_test_...`; none where the service runs with `AUTH=off`. */
  readonly apiKey?: string;
  /** Default: the one of Node. */
  readonly fetch?: typeof globalThis.fetch;
  readonly retry?: Partial<RetryOptions>;
  /** Milliseconds after which one attempt is given up. Default 10,000. */
  readonly timeoutMs?: number;
}

export interface SendOptions {
  /** Default: made once per call, so that retries of this call make one notification. Name it after
   * your own fact (an order, say) and a repetition of the whole call makes one notification too. */
  readonly idempotencyKey?: string;
  /** Found again in the notification, its mail, log lines and events. */
  readonly correlationId?: string;
}

/** An entry of a batch, which may carry a key of its own. */
export type BatchItem<Own = NoTypes> = SendAny<Own> & { readonly idempotency_key?: string };

/** `strict`: all or none. `permissive`: each for itself. */
export type BatchMode = 'strict' | 'permissive';

/** Why an entry of a permissive batch was not taken. */
export interface Refused {
  readonly error: Problem;
}

export type BatchAnswer<Mode extends BatchMode> = Mode extends 'permissive'
  ? Accepted | Refused
  : Accepted;

export interface BatchOptions<Mode extends BatchMode> extends SendOptions {
  /** Default `strict`. */
  readonly mode?: Mode;
}

export interface HistoryQuery {
  /** Entries of one page, 1 to 200. Default 50. */
  readonly limit?: number;
  readonly cursor?: string;
  readonly status?: State['status'];
  readonly type?: string;
  readonly since?: Date;
  readonly until?: Date;
}

/** Every method throws `ProblemError` when it is refused, and retries what is only for now. */
export interface PostroomClient<Own = NoTypes> {
  /** Resolves once the notification is durable; whether it may be sent is decided later. */
  send(notification: SendAny<Own>, options?: SendOptions): Promise<Accepted>;
  /**
   * 1 to 1,000 at once; answers in their order. All or none, unless `mode` is `permissive`: then an
   * entry that is refused has its `error`, and the others are accepted.
   * @throws ProblemError when none is accepted.
   */
  sendBatch<Mode extends BatchMode = 'strict'>(
    notifications: readonly BatchItem<Own>[],
    options?: BatchOptions<Mode>,
  ): Promise<readonly BatchAnswer<Mode>[]>;
  notification(id: string): Promise<Notification>;
  /**
   * The notification once it has ended.
   * @throws Error when it has not after `timeoutMs` (default 60,000).
   */
  waitFor(id: string, options?: { readonly timeoutMs?: number }): Promise<Notification>;
  /** @throws ProblemError `not_cancellable` after it was handed to a provider. */
  cancel(id: string): Promise<State>;
  /** Newest first. */
  history(userId: string, query?: HistoryQuery): Promise<History>;
  readonly preferences: PreferencesClient<Own>;
  readonly operations: OperationsClient;
}

/** @typeParam Own The types of the installation's own folder, as far as the caller sends them. */
export const createClient = <Own = NoTypes>(options: ClientOptions): PostroomClient<Own> => {
  const transport: Transport = {
    baseUrl: options.baseUrl,
    apiKey: options.apiKey,
    fetch: options.fetch ?? globalThis.fetch,
    retry: { ...defaultRetry, ...options.retry },
    timeoutMs: options.timeoutMs ?? 10_000,
  };
  return {
    send: (notification, sendOptions) =>
      post(transport, '/notifications/send', { body: notification, ...sendOptions }),
    sendBatch: async <Mode extends BatchMode = 'strict'>(
      notifications: readonly BatchItem<Own>[],
      { mode, ...sendOptions }: BatchOptions<Mode> = {},
    ) => {
      const path = `/notifications/batch${mode === 'permissive' ? '?mode=permissive' : ''}`;
      const answer = await post<{ notifications: readonly BatchAnswer<Mode>[] }>(transport, path, {
        body: { notifications },
        ...sendOptions,
      });
      return answer.notifications;
    },
    notification: (id) => read(transport, id, 0),
    waitFor: (id, { timeoutMs = 60_000 } = {}) =>
      waitUntilEnded({ id, timeoutMs, read: (seconds) => read(transport, id, seconds) }),
    cancel: (id) => post(transport, `${pathOf(id)}/cancel`, {}),
    history: async (userId, { since, until, ...query } = {}) => {
      const { body } = await request<History>(transport, {
        method: 'GET',
        path: `/notifications/history/${encodeURIComponent(userId)}`,
        query: { ...query, since: since?.toISOString(), until: until?.toISOString() },
      });
      return body;
    },
    preferences: createPreferencesClient<Own>(transport),
    operations: createOperationsClient(transport),
  };
};

const pathOf = (id: string): string => `/notifications/${encodeURIComponent(id)}`;

const post = async <Body>(
  transport: Transport,
  path: string,
  { body, idempotencyKey, correlationId }: SendOptions & { readonly body?: unknown },
): Promise<Body> => {
  const answer = await request<Body>(transport, {
    method: 'POST',
    path,
    body,
    headers: {
      'idempotency-key': idempotencyKey ?? randomUUID(),
      'x-correlation-id': correlationId,
    },
  });
  return answer.body;
};

const read = async (transport: Transport, id: string, seconds: number): Promise<Notification> => {
  const { body } = await request<Notification>(transport, {
    method: 'GET',
    path: pathOf(id),
    query: { wait: seconds === 0 ? undefined : seconds },
    waitMs: seconds * 1000,
  });
  return body;
};
