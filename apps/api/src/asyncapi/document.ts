import { classNameOf, type JsonObject, type TypeCatalogue } from '@postroom/domain';
import { incomingHeaders, outgoingHeaders } from './envelope.ts';
import { type DocumentedEvent, incomingEvents } from './incoming.ts';
import { outgoingEvents } from './outgoing.ts';

/**
 * The AsyncAPI 3.0 document of what we listen for and what we say, made from the declarations.
 * Actions are ours: `receive` is what others publish, `send` what they may consume.
 */
export const asyncApiDocument = ({
  catalogue,
  version,
}: {
  readonly catalogue: TypeCatalogue;
  readonly version: string;
}): JsonObject => {
  const incoming = incomingEvents(catalogue);
  const outgoing = outgoingEvents(catalogue);
  const all = [...incoming, ...outgoing];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Postroom',
      version,
      description:
        'Events that become notifications, and events that tell what became of them, over RabbitMQ (AMQP 0-9-1). What cannot be understood goes to the queue `notification.ingest.dead` with the reason in the header `x-postroom-reason`.',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    servers: {
      broker: {
        host: 'rabbitmq:5672',
        protocol: 'amqp',
        protocolVersion: '0.9.1',
        description: 'The RabbitMQ of your deployment: `RABBITMQ_URL`.',
      },
    },
    channels: Object.fromEntries(all.map((each) => [classNameOf(each.event), channelOf(each)])),
    operations: Object.fromEntries([
      ...incoming.map((each) => operationOf(each, 'receive')),
      ...outgoing.map((each) => operationOf(each, 'send')),
    ]),
    components: {
      messages: Object.fromEntries([
        ...incoming.map((each) => messageOf(each, incomingHeaders(each.event), incomingNote)),
        ...outgoing.map((each) => messageOf(each, outgoingHeaders(each.event), outgoingNote)),
      ]),
    },
  };
};

const incomingNote =
  'Publish it as JSON, persistent and with confirms. Fields that are not declared are ignored.';
const outgoingNote =
  'Persistent. Properties: `message_id` is `event_id`, `correlation_id`, `content_type` is `application/json`, `type` is `event_type`. It may come more than once, always with the same `event_id`.';

const channelOf = ({ event, summary }: DocumentedEvent): JsonObject => {
  const name = classNameOf(event);
  return {
    address: event,
    summary,
    servers: [{ $ref: '#/servers/broker' }],
    messages: { [name]: { $ref: `#/components/messages/${name}` } },
    bindings: {
      amqp: {
        is: 'routingKey',
        exchange: { name: 'notification.events', type: 'topic', durable: true, autoDelete: false },
        bindingVersion: '0.3.0',
      },
    },
  };
};

const operationOf = (
  { event, summary }: DocumentedEvent,
  action: 'send' | 'receive',
): readonly [string, JsonObject] => {
  const name = classNameOf(event);
  const amqp = action === 'send' ? { deliveryMode: 2, mandatory: true } : { ack: true };
  return [
    `${action}${name}`,
    {
      action,
      summary,
      channel: { $ref: `#/channels/${name}` },
      messages: [{ $ref: `#/channels/${name}/messages/${name}` }],
      bindings: { amqp: { ...amqp, bindingVersion: '0.3.0' } },
    },
  ];
};

const messageOf = (
  { event, summary, payload, examples }: DocumentedEvent,
  headers: JsonObject,
  note: string,
): readonly [string, JsonObject] => {
  const name = classNameOf(event);
  return [
    name,
    {
      name,
      title: event,
      summary,
      description: note,
      contentType: 'application/json',
      correlationId: { location: '$message.header#/x-correlation-id' },
      headers,
      payload,
      bindings: { amqp: { messageType: event, bindingVersion: '0.3.0' } },
      examples,
    },
  ];
};
