import {
  type JsonObject,
  type OutgoingEventType,
  outgoingEventTypes,
  type TypeCatalogue,
} from '@postroom/domain';
import { exampleEnvelope, exampleOutgoingHeaders, outgoingEnvelope } from './envelope.ts';
import type { DocumentedEvent } from './incoming.ts';

/** Every event that other services are told. None carries a token, a link or a rendered body. */
export const outgoingEvents = (catalogue: TypeCatalogue): readonly DocumentedEvent[] =>
  outgoingEventTypes.map((event) => {
    const fields = fieldsOf(event, catalogue);
    const payload = exampleOf(event, fields);
    return {
      event,
      summary: summaries[event],
      payload: objectOf({ ...outgoingEnvelope(event), ...schemas(fields) }),
      examples: [
        {
          name: event.split('.')[1] ?? event,
          headers: exampleOutgoingHeaders(event, payload),
          payload,
        },
      ],
    };
  });

const summaries: Readonly<Record<OutgoingEventType, string>> = {
  'notification.sent': 'A provider took it. After a `failed` of the same redrive it supersedes it.',
  'notification.failed': 'It ended without being sent, or nobody can know (`unknown`).',
  'notification.suppressed': 'It was not sent, by the wish of the recipient or by a rule.',
  'notification.cancelled': 'It was called back before it was handed to a provider.',
  'notification.delivered':
    "The provider reports it in the recipient's mailbox. Not published yet.",
  'notification.bounced': 'The provider reports that it came back. Not published yet.',
  'notification.complained': 'The recipient called it spam. Not published yet.',
  'notification.preferences_created': 'A user has preferences now.',
  'notification.preferences_updated': "A user's preferences changed.",
};

/** A field with what it may be and what an example shows. */
type Fields = Readonly<Record<string, readonly [schema: JsonObject, example: unknown]>>;

const exampleId = '0198f3c2-8a40-7d0b-8a55-6c1f4b8e0d2a';
const text = { type: 'string' };
const textOrNull = { type: ['string', 'null'] };
const count = { type: 'integer', minimum: 0 };

const fieldsOf = (event: OutgoingEventType, catalogue: TypeCatalogue): Fields => {
  const subject = aboutNotification(catalogue);
  const provider = [{ ...textOrNull, description: 'Such as `resend` or `smtp`.' }, 'smtp'] as const;
  const attempts = [{ ...count, description: 'Attempts spent, the last included.' }, 1] as const;
  switch (event) {
    case 'notification.sent':
      return { ...subject, provider, attempts };
    case 'notification.failed':
      return { ...subject, provider, attempts, ...failure };
    case 'notification.suppressed':
      return { ...subject, reason: reasonOf('opted_out', 'ada switched marketing off') };
    case 'notification.cancelled':
      return { ...subject, reason: reasonOf('cancelled', 'shop called it back') };
    case 'notification.delivered':
    case 'notification.bounced':
    case 'notification.complained':
      return { ...subject, provider, detail: [textOrNull, null] };
    case 'notification.preferences_created':
    case 'notification.preferences_updated':
      return aboutPreferences(catalogue);
  }
};

const aboutNotification = ({ types }: TypeCatalogue): Fields => ({
  notification_id: [{ type: 'string', format: 'uuid' }, exampleId],
  userid: [textOrNull, 'ada'],
  notification_type: [{ ...text, examples: types.map(({ type }) => type) }, types[0]?.type],
  source: [{ ...text, description: 'Who handed it in.' }, 'users'],
  tags: [{ type: 'object', additionalProperties: text }, { flow: 'signup' }],
  test: [{ type: 'boolean', description: 'Handed in with a test key: nothing left.' }, false],
});

const failure: Fields = {
  error_code: [{ ...textOrNull, description: "The provider's or our own." }, '550 5.1.1'],
  error_message: [textOrNull, 'no such user'],
  retry_count: [{ ...count, description: 'Attempts after the first.' }, 0],
  status: [{ enum: ['failed', 'unknown', 'expired'] }, 'failed'],
};

const reasonOf = (code: string, detail: string): readonly [JsonObject, unknown] => [
  { ...objectOf({ code: textOrNull, detail: textOrNull }), description: 'A word and a sentence.' },
  { code, detail },
];

const aboutPreferences = ({ types }: TypeCatalogue): Fields => ({
  userid: [text, 'ada'],
  notification_email: [{ type: 'string', format: 'email' }, 'ada@example.com'],
  preferences: [
    {
      type: 'object',
      description: 'Every type, chosen or by default.',
      additionalProperties: { type: 'boolean' },
    },
    Object.fromEntries(types.map(({ type, onByDefault }) => [type, onByDefault])),
  ],
});

const objectOf = (properties: JsonObject): JsonObject => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
});

const schemas = (fields: Fields): JsonObject =>
  Object.fromEntries(Object.entries(fields).map(([name, [schema]]) => [name, schema]));

const exampleOf = (event: OutgoingEventType, fields: Fields): JsonObject => {
  const verb = event.slice('notification.'.length);
  const eventId = verb.startsWith('preferences') ? `ada.1.${verb}` : `${exampleId}.0.${verb}`;
  return {
    ...exampleEnvelope(event, eventId),
    ...Object.fromEntries(Object.entries(fields).map(([name, [, value]]) => [name, value])),
  };
};
