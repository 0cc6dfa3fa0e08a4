export { type Broker, type BrokerOptions, type BrokerState, openBroker } from './broker.ts';
export { type Consumer, type ConsumerOptions, type Handled, startConsumer } from './consumer.ts';
export { countDeadLetters } from './count-dead-letters.ts';
export { reasonHeader } from './dead-letter.ts';
export { type Decoded, decodeMessage, type Envelope, type IncomingMessage } from './decode.ts';
export { encodeEvent, faultOfEvent } from './encode.ts';
export { createResolver, type KnownEvent, type ResolveEvent } from './event-names.ts';
export { type BrokerFacts, inspectBroker } from './inspect.ts';
export { type Binding, listBindings } from './list-bindings.ts';
export { BrokerSilent, BrokerUnavailable, createEventPublisher } from './publisher.ts';
export { settledState } from './settled-state.ts';
export {
  deadExchange,
  deadQueue,
  eventsExchange,
  generalQueue,
  ingestQueue,
  MissingExchange,
} from './topology.ts';
