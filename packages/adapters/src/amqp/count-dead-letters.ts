import type { Broker } from './broker.ts';
import { deadQueue } from './topology.ts';

/**
 * Messages that could not be understood, by a look that declares nothing; none before a bridge has
 * made their queue. Undefined while the broker is away, or takes nothing and so may not answer.
 */
export const countDeadLetters = async (
  broker: Pick<Broker, 'current' | 'isUp'>,
): Promise<number | undefined> => {
  const model = broker.current();
  if (!model || !broker.isUp()) return undefined;
  const channel = await model.createChannel();
  channel.on('error', () => undefined);
  try {
    const { messageCount } = await channel.checkQueue(deadQueue);
    await channel.close();
    return messageCount;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
};

/** 404: the broker has closed the channel, which was ours alone. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 404;
