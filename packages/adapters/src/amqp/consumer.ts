import type { ChannelModel, ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { Broker } from './broker.ts';
import { buryMessage } from './dead-letter.ts';
import type { IncomingMessage } from './decode.ts';
import { createSuspectLine, deadlyDeliveries, deliveriesBefore } from './suspects.ts';
import { bindIngest, declareIngest, ingestQueue } from './topology.ts';
import { pause, within } from './wait.ts';

/** What becomes of a message. */
export type Handled =
  | 'ack'
  /** Goes to the dead letters with this reason, and is acknowledged then. */
  | { readonly dead: string }
  /** Stays in hand, unacknowledged, and is handled again after a pause: the fault is ours. */
  | 'requeue';

export interface ConsumerOptions {
  readonly broker: Broker;
  readonly exchanges: readonly string[];
  readonly routingKeys: readonly string[];
  /** Messages in hand at once. More of them make larger transactions and a longer repetition after a crash. */
  readonly prefetch: number;
  /** A throw is a bug: the message is tried again, and after five times it is dead. */
  handle(message: IncomingMessage): Promise<Handled>;
  /** Told of everything that went wrong and was overcome or is tried again. Must not throw. */
  onError(error: Error): void;
}

/**
 * Reads the ingest queue:
 *
 *   away       no connection, or the channel or the consumer is gone: rebuilt after half a second.
 *   consuming  takes messages, at most `prefetch` unacknowledged.
 *   stopping   entered by `stop`: takes none, finishes those in hand.
 *   stopped
 *
 * A message is acknowledged after `handle` says so, on the channel it came on; if that is gone, the
 * broker delivers it again and whoever handles it must recognise it.
 */
export interface Consumer {
  isConsuming(): boolean;
  /** Messages in hand. */
  readonly active: number;
  /** Resolves when those in hand are done, at most `graceMs` later; the rest goes back to the queue. */
  stop(graceMs: number): Promise<void>;
}

const rebuildAfterMs = 500;
const bindAgainAfterMs = 5_000;
const firstPauseMs = 200;
const longestPauseMs = 5_000;
const maxThrows = 5;

export const startConsumer = (options: ConsumerOptions): Consumer => {
  const { broker, onError } = options;
  const stopping = new AbortController();
  const inHand = new Set<Promise<void>>();
  const suspects = createSuspectLine(Math.random);
  let consuming: { readonly channel: ConfirmChannel; readonly tag: string } | undefined;

  const take = (channel: ConfirmChannel, message: ConsumeMessage, gone: AbortSignal): void => {
    const deliveries = deliveriesBefore(message.properties.headers);
    const work = suspects(deliveries, () =>
      see({ channel, message, deliveries, gone, stopping: stopping.signal, options }),
    );
    inHand.add(work);
    void work.finally(() => inHand.delete(work));
  };

  /** One channel's life. */
  const consume = async (model: ChannelModel): Promise<void> => {
    const channel = await model.createConfirmChannel();
    const gone = new AbortController();
    const lost = new Promise<void>((resolve) => {
      gone.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    // Each message in hand may wait for its burial, and listen for its return.
    channel.setMaxListeners(options.prefetch + 10);
    channel.on('error', onError);
    channel.on('close', () => gone.abort());
    await declareIngest(channel);
    const binding = keepBinding(model, options, gone.signal);
    await channel.prefetch(options.prefetch);
    const { consumerTag } = await channel.consume(ingestQueue, (message) => {
      if (message) take(channel, message, gone.signal);
      else void channel.close().catch(() => gone.abort()); // cancelled: the queue is gone, or moved
    });
    consuming = { channel, tag: consumerTag };
    await lost;
    consuming = undefined;
    await binding;
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await consume(await broker.connected(stopping.signal));
      } catch (error) {
        if (!stopping.signal.aborted) onError(asError(error));
      }
      await pause(rebuildAfterMs, stopping.signal);
    }
  };
  const running = run();

  return {
    isConsuming: () => consuming !== undefined,
    get active() {
      return inHand.size;
    },
    async stop(graceMs) {
      const current = consuming;
      await current?.channel.cancel(current.tag).catch(() => undefined);
      stopping.abort();
      await within(Promise.all(inHand), graceMs);
      await current?.channel.close().catch(() => undefined);
      await within(running, 1_000);
    },
  };
};

/** Binds to every exchange, and again and again to those that are missing; the others go on meanwhile. */
const keepBinding = async (
  model: ChannelModel,
  { exchanges, routingKeys, onError }: ConsumerOptions,
  gone: AbortSignal,
): Promise<void> => {
  let missing = exchanges;
  while (missing.length > 0 && !gone.aborted) {
    const failed: string[] = [];
    for (const exchange of missing) {
      await bindIngest(model, exchange, routingKeys).catch((error: unknown) => {
        failed.push(exchange);
        if (!gone.aborted) onError(asError(error));
      });
    }
    missing = failed;
    if (missing.length > 0) await pause(bindAgainAfterMs, gone);
  }
};

interface Seeing {
  readonly channel: ConfirmChannel;
  readonly message: ConsumeMessage;
  /** Deliveries before this one that came to no end. */
  readonly deliveries: number;
  readonly gone: AbortSignal;
  readonly stopping: AbortSignal;
  readonly options: ConsumerOptions;
}

/** Sees a message through to its end. Never rejects. */
const see = async ({
  channel,
  message,
  deliveries,
  gone,
  stopping,
  options,
}: Seeing): Promise<void> => {
  const { handle, onError } = options;
  const incoming = incomingOf(message);
  const isOver = AbortSignal.any([gone, stopping]);
  let throws = 0;
  let pauseMs = firstPauseMs;
  for (;;) {
    try {
      const handled = await judge(deliveries, () => handle(incoming)).catch(
        (error: unknown): Handled => {
          onError(asError(error));
          throws += 1;
          return throws < maxThrows ? 'requeue' : { dead: `cannot be handled: ${String(error)}` };
        },
      );
      if (handled !== 'requeue') {
        if (gone.aborted) return;
        if (handled !== 'ack') await buryMessage(channel, message, handled.dead);
        channel.ack(message);
        return;
      }
    } catch (error) {
      onError(asError(error));
    }
    if (isOver.aborted) return;
    await pause(pauseMs, isOver);
    if (isOver.aborted) return;
    pauseMs = Math.min(longestPauseMs, pauseMs * 2);
  }
};

/** What was delivered so often without an end is not handled once more. */
const judge = (deliveries: number, handle: () => Promise<Handled>): Promise<Handled> =>
  deliveries >= deadlyDeliveries
    ? Promise.resolve({ dead: `poison: delivered ${deliveries} times, and nobody came to its end` })
    : handle();

const incomingOf = ({ fields, properties, content }: ConsumeMessage): IncomingMessage => ({
  routingKey: fields.routingKey,
  body: content,
  // amqplib types every property as any.
  properties: {
    messageId: properties.messageId as string | undefined,
    type: properties.type as string | undefined,
    headers: properties.headers as { readonly [name: string]: unknown } | undefined,
  },
});

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error));
