import { Parser } from '@asyncapi/parser';
import { createResolver, decodeMessage, encodeEvent } from '@postroom/adapters/amqp';
import {
  checkRequest,
  type Ending,
  endingEvent,
  type Notification,
  type OutgoingEvent,
  type OutgoingEventType,
  outgoingEventTypes,
  preferencesChanged,
} from '@postroom/domain';
import {
  builtInTypes,
  createCatalogue,
  notificationRequested,
  userRegistered,
  userRegisteredFields,
} from '@postroom/templates';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';
import { createValidator } from '../testing/validator.ts';

const catalogue = createCatalogue(builtInTypes);
const now = new Date('2026-05-03T10:14:00.123Z');

interface Message {
  readonly title: string;
  readonly payload: object;
  readonly headers: object;
  readonly examples: readonly {
    readonly name: string;
    readonly headers: Readonly<Record<string, unknown>>;
    readonly payload: Readonly<Record<string, unknown>>;
  }[];
}

const read = async () => {
  const document = (await createTestApi().call('/asyncapi.json')).json;
  const messages: Message[] = Object.values(document.components.messages);
  const messageOf = (event: string): Message => {
    const found = messages.find(({ title }) => title === event);
    if (!found) throw new Error(`${event} is not in the document`);
    return found;
  };
  return { document, messages, messageOf, faultsOf: createValidator(document) };
};

const incoming = [
  userRegistered,
  notificationRequested,
  ...builtInTypes.flatMap(({ causedBy }) => causedBy.map(({ event }) => event)),
];

test('the document satisfies the official parser, without a warning', async () => {
  const { document } = await read();

  const diagnostics = await new Parser().validate(JSON.stringify(document));

  // "There is a newer version of the specification" is no fault of the document.
  const faults = diagnostics.filter(({ code }) => code !== 'asyncapi-latest-version');
  expect(faults.map(({ code, message, path }) => [code, message, path.join('.')])).toEqual([]);
}, 60_000);

test('the document has every event in and every event out, and no other', async () => {
  const { document } = await read();

  const operations: { action: string; channel: { $ref: string } }[] = Object.values(
    document.operations,
  );
  const events = (action: string) =>
    operations
      .filter((each) => each.action === action)
      .map(({ channel }) => document.channels[channel.$ref.split('/').at(-1) ?? ''].address)
      .toSorted();
  expect(events('receive')).toEqual(incoming.toSorted());
  expect(events('send')).toEqual(outgoingEventTypes.toSorted());
});

test('every example satisfies its schema', async () => {
  const { messages, faultsOf } = await read();

  for (const { title, headers, payload, examples } of messages) {
    expect(examples.length, title).toBeGreaterThan(0);
    for (const example of examples) {
      expect(faultsOf(payload, example.payload), `${title} ${example.name}`).toEqual([]);
      expect(faultsOf(headers, example.headers), `${title} ${example.name}`).toEqual([]);
    }
  }
});

test('every example of an event in is understood as it stands, under either name', async () => {
  const { messageOf } = await read();
  const resolve = createResolver(incoming.map((event) => ({ event })));

  for (const event of incoming) {
    for (const { name, headers, payload } of messageOf(event).examples) {
      const body = Buffer.from(JSON.stringify(payload));
      const message = { routingKey: 'any', body, properties: { headers } };
      const decoded = decodeMessage(message, resolve);
      if (!decoded.ok) throw new Error(`${event}: ${decoded.dead}`);
      const checked = check(decoded.event, decoded.fields);
      expect(checked, `${event} ${name}`).toMatchObject({ ok: true });
      expect(decoded.event).toBe(event);
      expect(decoded.envelope).toMatchObject({
        correlationId: 'signup-42',
        traceparent: headers.traceparent,
      });
    }
  }
});

/** As the bridge does. */
const check = (event: string, fields: Readonly<Record<string, unknown>>) => {
  if (event === userRegistered) return userRegisteredFields.check(fields, 'ignore');
  if (event === notificationRequested)
    return checkRequest(fields, { catalogue, now, unknown: 'ignore' });
  return catalogue.causedBy(event)?.event.fields.check(fields, 'ignore');
};

test('a field that an event needs is required by its schema', async () => {
  const { messageOf, faultsOf } = await read();
  const { payload, examples } = messageOf('user.password_reset_requested');

  const complete = examples[0]?.payload;
  const without = { ...complete, reset_token: undefined };

  expect(faultsOf(payload, JSON.parse(JSON.stringify(without)))).toEqual([
    " must have required property 'reset_token'",
  ]);
  expect(faultsOf(payload, { ...complete, later: 'addition' })).toEqual([]);
});

const welcome: Notification = {
  id: '0193a000-0000-7000-8000-000000000001',
  type: 'welcome',
  queue: 'standard',
  status: 'sent',
  source: 'shop',
  userId: null,
  recipientEmail: 'ada@example.com',
  subject: null,
  template: 'welcome',
  html: null,
  variables: {},
  sensitive: [],
  variablesErased: false,
  locale: null,
  tags: { flow: 'signup' },
  replyTo: null,
  correlationId: 'c-1',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  test: false,
  redrive: 0,
  dispatch: 1,
  claim: 1,
  attempts: 1,
  maybeSent: false,
  maybeSentSince: null,
  templateHash: null,
  provider: null,
  reason: null,
  errorCode: null,
  sendAt: null,
  expiresAt: now,
  nextAttemptAt: null,
  createdAt: now,
  updatedAt: now,
};

const endings: readonly Ending[] = [
  'sent',
  'failed',
  'unknown',
  'expired',
  'suppressed',
  'cancelled',
];
const facts = { at: now, provider: null, attempts: 0, code: null, message: null };
const ada = { userId: 'ada', email: 'ada@example.com', version: 1, wishes: { welcome: true } };
const emitted: readonly OutgoingEvent[] = [
  ...endings.map((ending) => endingEvent(welcome, ending, facts)),
  preferencesChanged('created', ada, { now, correlationId: 'c-1' }),
  preferencesChanged('updated', ada, { now, correlationId: 'c-1' }),
];

test.each(emitted.map((event) => [event.eventType, event] as const))(
  '%s goes out as the document says, field by field and header by header',
  async (_, event) => {
    const { messageOf, faultsOf } = await read();
    const { body, options } = encodeEvent(event);
    const { payload, headers, examples } = messageOf(event.eventType);

    const sent = JSON.parse(body.toString());

    expect(faultsOf(payload, sent)).toEqual([]);
    expect(faultsOf(headers, options.headers)).toEqual([]);
    const properties = (payload as { properties: object }).properties;
    expect(Object.keys(properties).toSorted()).toEqual(Object.keys(sent).toSorted());
    expect(Object.keys(examples[0]?.payload ?? {}).toSorted()).toEqual(
      Object.keys(sent).toSorted(),
    );
  },
);

const about = ['notification_id', 'userid', 'notification_type', 'source', 'tags', 'test'];
const report = [...about, 'provider', 'detail'];
const choices = ['userid', 'notification_email', 'preferences'];
const promised: Readonly<Record<OutgoingEventType, readonly string[]>> = {
  'notification.sent': [...about, 'provider', 'attempts'],
  'notification.failed': [
    ...about,
    ...['provider', 'attempts', 'error_code', 'error_message', 'retry_count', 'status'],
  ],
  'notification.suppressed': [...about, 'reason'],
  'notification.cancelled': [...about, 'reason'],
  'notification.delivered': report,
  'notification.bounced': report,
  'notification.complained': report,
  'notification.preferences_created': choices,
  'notification.preferences_updated': choices,
};

test.each(outgoingEventTypes)(
  'the example of %s is what an event of its fields goes out as, and has the fields that consumers rely on',
  async (eventType) => {
    const { messageOf } = await read();
    const [example] = messageOf(eventType).examples;
    if (!example) throw new Error(`${eventType} has no example`);
    const { event_id, event_type, source_service, correlation_id, timestamp, ...fields } =
      example.payload;

    const { routingKey, body, options } = encodeEvent({
      eventId: String(event_id),
      eventType,
      correlationId: String(correlation_id),
      traceparent: String(example.headers.traceparent),
      notificationId: fields.notification_id === undefined ? null : String(fields.notification_id),
      occurredAt: new Date(Number(timestamp) * 1000),
      fields,
    });

    expect(Object.keys(fields).toSorted()).toEqual(promised[eventType].toSorted());
    expect([routingKey, event_type, source_service]).toEqual([
      eventType,
      eventType,
      'notification',
    ]);
    expect(JSON.parse(body.toString())).toEqual(example.payload);
    expect(options.headers).toEqual(example.headers);
    expect(options).toMatchObject({
      messageId: event_id,
      correlationId: correlation_id,
      type: eventType,
      contentType: 'application/json',
      persistent: true,
      mandatory: true,
    });
  },
);
