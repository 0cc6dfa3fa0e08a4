import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { deadExchange } from './topology.ts';

/** Where the reason stands. */
export const reasonHeader = 'x-postroom-reason';
const maxReasonCharacters = 4_000;
const confirmWithinMs = 5_000;

/**
 * Puts a message that cannot be understood, as it came, among the dead letters with the reason.
 * Resolves once the broker has confirmed it; only then may the original be acknowledged.
 * @throws when it was not confirmed within five seconds, or nobody is bound to the dead letters.
 */
export const buryMessage = (
  channel: ConfirmChannel,
  message: ConsumeMessage,
  reason: string,
): Promise<void> =>
  new Promise((resolve, reject) => {
    let isReturned = false;
    const returned = (back: { content: Buffer }): void => {
      if (back.content.equals(message.content)) isReturned = true;
    };
    const settle = (error: unknown): void => {
      clearTimeout(timer);
      channel.off('return', returned);
      if (error) reject(error);
      else if (isReturned) reject(new Error(`no queue is bound to ${deadExchange}`));
      else resolve();
    };
    const timer = setTimeout(
      settle,
      confirmWithinMs,
      new Error('a dead letter was not confirmed in time'),
    );
    channel.on('return', returned);
    const { properties, fields, content } = message;
    try {
      channel.publish(
        deadExchange,
        fields.routingKey,
        content,
        {
          ...kept(properties),
          persistent: true,
          mandatory: true,
          headers: { ...properties.headers, [reasonHeader]: reason.slice(0, maxReasonCharacters) },
        },
        settle,
      );
    } catch (error) {
      settle(error);
    }
  });

/** Properties that say what the message is. Its expiration is not among them: it is dead already. */
const kept = ({
  contentType,
  contentEncoding,
  correlationId,
  messageId,
  timestamp,
  type,
  appId,
}: ConsumeMessage['properties']) =>
  Object.fromEntries(
    Object.entries({
      contentType,
      contentEncoding,
      correlationId,
      messageId,
      timestamp,
      type,
      appId,
    }).filter(([, value]) => value !== undefined),
  );
