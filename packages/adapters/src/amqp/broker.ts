import type { Duplex } from 'node:stream';
import { type ChannelModel, connect } from 'amqplib';
import { writeOncePerTurn } from '../socket/one-write-a-turn.ts';
import { reasonOf } from '../tls/certificate-fault.ts';
import { brokerPlace, connectionPlan, type Tls } from './connection-plan.ts';
import { pause } from './wait.ts';

/** `blocked`: connected, but the broker takes no messages (memory or disk alarm). */
export type BrokerState = 'up' | 'blocked' | 'down';

export interface BrokerOptions {
  /** `amqp://` or `amqps://`; a heartbeat of 10 s unless it says otherwise. */
  readonly url: string;
  readonly tls?: Tls | undefined;
  /** Shown in RabbitMQ's list of connections: `postroom-<role>`. */
  readonly name?: string;
  /** Told of every change, with the reason when it went down. Must not throw. */
  onState?(state: BrokerState, reason?: string): void;
}

/**
 * One connection that comes back:
 *
 *   down     connecting, again and again, after 100 ms at first and 2 s at last.
 *   up       until the connection closes (down), or the broker raises an alarm (blocked).
 *   blocked  until the alarm is over (up) or the connection closes (down).
 *   closed   entered by `close`, for good.
 *
 * Channels are their users' own: they are gone when the connection is, and are made anew on the next.
 */
export interface Broker {
  state(): BrokerState;
  isUp(): boolean;
  /** Undefined while it is down. */
  current(): ChannelModel | undefined;
  /** Resolves with the connection once there is one. Rejects when `signal` aborts. */
  connected(signal: AbortSignal): Promise<ChannelModel>;
  close(): Promise<void>;
}

const firstDelayMs = 100;
const longestDelayMs = 2_000;

/** Begins to connect and returns at once: a broker that is away keeps nobody from starting. */
export const openBroker = ({ url, tls, name, onState }: BrokerOptions): Broker => {
  const closing = new AbortController();
  const waiting = new Set<(model: ChannelModel) => void>();
  let current: ChannelModel | undefined;
  /** Undefined until the first connection is made or has failed, so that a failure is told. */
  let state: BrokerState | undefined;

  const become = (next: BrokerState, reason?: string): void => {
    if (state === next) return;
    state = next;
    onState?.(next, reason);
  };

  /** One connection's life. Resolves with the reason of its end. */
  const live = async (): Promise<string> => {
    const { address, socket } = connectionPlan({ url, tls, name });
    const model = await connect(address, socket);
    // A server that says good-bye in the same breath has been answered before anybody could listen.
    if (streamOf(model).writableEnded) throw new Error('the server closed the connection at once');
    writeOncePerTurn(streamOf(model));
    return new Promise((resolve) => {
      let reason = 'the connection closed';
      model.on('error', (error: Error) => {
        reason = error.message;
      });
      model.on('close', () => {
        current = undefined;
        resolve(reason);
      });
      model.on('blocked', (why: string) => become('blocked', why));
      model.on('unblocked', () => become('up'));
      if (closing.signal.aborted) void model.close().catch(() => undefined);
      current = model;
      become('up');
      for (const resolveWaiting of waiting) resolveWaiting(model);
      waiting.clear();
    });
  };

  const reconnect = async (): Promise<void> => {
    let delayMs = firstDelayMs;
    while (!closing.signal.aborted) {
      const startedAt = Date.now();
      const reason = await live().catch((error: unknown) => reasonOf(error, brokerPlace(url)));
      // A connection that lived for a while was a good one: what follows is not its failure.
      if (Date.now() - startedAt > longestDelayMs) delayMs = firstDelayMs;
      if (closing.signal.aborted) break;
      become('down', reason);
      await pause(delayMs / 2 + (delayMs / 2) * Math.random(), closing.signal);
      delayMs = Math.min(longestDelayMs, delayMs * 2);
    }
  };

  const reconnecting = reconnect();
  return {
    state: () => state ?? 'down',
    isUp: () => state === 'up',
    current: () => current,
    connected: (signal) =>
      new Promise((resolve, reject) => {
        if (current) return resolve(current);
        const abort = (): void => {
          waiting.delete(done);
          reject(signal.reason);
        };
        const done = (model: ChannelModel): void => {
          signal.removeEventListener('abort', abort);
          resolve(model);
        };
        if (signal.aborted) return abort();
        signal.addEventListener('abort', abort, { once: true });
        waiting.add(done);
      }),
    async close() {
      closing.abort();
      await current?.close().catch(() => undefined);
      await reconnecting;
      state = 'down';
    },
  };
};

/** The driver's socket: it has it, and its types do not tell. */
const streamOf = (model: ChannelModel): Duplex =>
  (model.connection as unknown as { readonly stream: Duplex }).stream;
