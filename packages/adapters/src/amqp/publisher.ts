import type { EventPublisher, PublishOutcome } from '@postroom/application';
import type { OutgoingEvent } from '@postroom/domain';
import type { ConfirmChannel, Message } from 'amqplib';
import type { Broker } from './broker.ts';
import { type EncodedEvent, encodeEvent } from './encode.ts';
import { declareEvents, eventsExchange } from './topology.ts';
import { within } from './wait.ts';

/** The broker cannot be asked now, so nothing was published, or nothing was answered. */
export class BrokerUnavailable extends Error {
  override readonly name: string = 'BrokerUnavailable';
}

/** The connection stands, and nothing comes over it: that says nothing about any message. */
export class BrokerSilent extends BrokerUnavailable {
  override readonly name = 'BrokerSilent';
}

/** Messages on their way at once: enough to fill the line, few enough to hold in memory. */
const window = 500;

/** A channel in confirm mode, with the ids of messages that came back. */
interface Line {
  readonly channel: ConfirmChannel;
  readonly returned: Set<string>;
  isOpen: boolean;
}

/**
 * Publishes persistently and mandatorily, and believes nothing but the broker's confirmation. A
 * message that nobody is bound to comes back (`basic.return`) and is confirmed after that all the
 * same, so the two are put together by message id.
 */
export const createEventPublisher = (broker: Broker): EventPublisher => {
  let line: Line | undefined;

  const openLine = async (): Promise<Line> => {
    const model = broker.current();
    if (!model || !broker.isUp()) {
      throw new BrokerUnavailable(`RabbitMQ is ${broker.state()}`);
    }
    if (line?.isOpen) return line;
    const channel = await model.createConfirmChannel();
    const opened: Line = { channel, returned: new Set(), isOpen: true };
    channel.on('error', () => undefined);
    channel.on('close', () => {
      opened.isOpen = false;
    });
    channel.on('return', (message: Message) => {
      opened.returned.add(String(message.properties.messageId));
    });
    await declareEvents(channel);
    line = opened;
    return opened;
  };

  return {
    async publish(events, deadlineMs) {
      const until = Date.now() + deadlineMs;
      const opened = await within(openLine(), deadlineMs);
      if (!opened) throw new BrokerSilent('RabbitMQ did not open a channel in time');
      const outcomes: PublishOutcome[] = [];
      let wasOpen = true;
      for (let at = 0; at < events.length; at += window) {
        const batch = events.slice(at, at + window);
        const answers = await publishAll(opened, batch, until);
        outcomes.push(...answers);
        opened.returned.clear();
        wasOpen = opened.isOpen;
        if (answers.some(isUnanswered)) {
          // Late answers belong to nobody, so the channel that waits for them goes.
          line = undefined;
          void opened.channel.close().catch(() => undefined);
        }
      }
      if (outcomes.length > 0 && outcomes.every(isUnanswered)) {
        const reason = `RabbitMQ confirmed nothing: ${noAnswer.reason}`;
        throw wasOpen ? new BrokerSilent(reason) : new BrokerUnavailable(reason);
      }
      return outcomes;
    },
  };
};

/** Told apart from the broker's own refusals by identity. */
const noAnswer = {
  outcome: 'refused',
  reason: 'no confirmation came before the deadline, or the connection was lost',
} as const satisfies PublishOutcome;

const isUnanswered = (outcome: PublishOutcome): boolean => outcome === noAnswer;

const publishAll = async (
  line: Line,
  events: readonly OutgoingEvent[],
  until: number,
): Promise<readonly PublishOutcome[]> => {
  const outcomes: PublishOutcome[] = events.map(() => noAnswer);
  const confirmed = events.map(async (event, index) => {
    outcomes[index] = await publishOne(line, event);
  });
  await within(Promise.all(confirmed), until - Date.now());
  return [...outcomes];
};

/** Never rejects. */
const publishOne = (line: Line, event: OutgoingEvent): Promise<PublishOutcome> =>
  new Promise((resolve) => {
    try {
      const { routingKey, body, options }: EncodedEvent = encodeEvent(event);
      line.channel.publish(eventsExchange, routingKey, body, options, (error: unknown) => {
        // A channel that closes answers with an error as well, but that is no answer of the broker.
        if (error) return resolve(line.isOpen ? nacked : noAnswer);
        resolve({ outcome: line.returned.has(event.eventId) ? 'unroutable' : 'confirmed' });
      });
    } catch (error) {
      if (!line.isOpen) return resolve(noAnswer);
      const reason = error instanceof Error ? error.message : String(error);
      resolve({ outcome: 'refused', reason });
    }
  });

const nacked: PublishOutcome = { outcome: 'refused', reason: 'RabbitMQ refused the message' };
