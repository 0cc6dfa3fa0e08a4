import { type Channel, type ChannelModel, connect } from 'amqplib';
import { reasonOf } from '../tls/certificate-fault.ts';
import { brokerPlace, connectionPlan, type Tls } from './connection-plan.ts';
import { generalQueue, ingestQueue } from './topology.ts';

/** What an operator should know of the broker. */
export interface BrokerFacts {
  /** Of the exchanges asked for, those that are not there. */
  readonly missingExchanges: readonly string[];
  /** Undefined when no bridge has declared it yet. */
  readonly ingest: { readonly messages: number; readonly consumers: number } | undefined;
  /** Whether the deployment's queue for everything is there. */
  readonly hasGeneralQueue: boolean;
}

/** One look, which declares and changes nothing. @throws Error when the broker does not answer. */
export const inspectBroker = async ({
  url,
  tls,
  exchanges,
}: {
  readonly url: string;
  readonly tls?: Tls | undefined;
  readonly exchanges: readonly string[];
}): Promise<BrokerFacts> => {
  const { address, socket } = connectionPlan({ url, tls, name: 'postroom-ctl' });
  const model = await connect(address, socket).catch((cause: unknown) => {
    throw new Error(reasonOf(cause, brokerPlace(url)), { cause });
  });
  model.on('error', () => undefined);
  try {
    const missing: string[] = [];
    for (const exchange of exchanges) {
      const found = await look(model, (channel) => channel.checkExchange(exchange));
      if (!found) missing.push(exchange);
    }
    const ingest = await look(model, (channel) => channel.checkQueue(ingestQueue));
    const general = await look(model, (channel) => channel.checkQueue(generalQueue));
    return {
      missingExchanges: missing,
      ingest: ingest && { messages: ingest.messageCount, consumers: ingest.consumerCount },
      hasGeneralQueue: general !== undefined,
    };
  } finally {
    await model.close().catch(() => undefined);
  }
};

/** A question about what is not there closes its channel, so each gets one of its own. */
const look = async <Found>(
  model: ChannelModel,
  ask: (channel: Channel) => Promise<Found>,
): Promise<Found | undefined> => {
  const channel = await model.createChannel();
  channel.on('error', () => undefined);
  try {
    const found = await ask(channel);
    await channel.close();
    return found;
  } catch {
    return undefined;
  }
};
