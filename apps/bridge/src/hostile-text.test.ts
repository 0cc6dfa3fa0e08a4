import { decodeMessage } from '@postroom/adapters/amqp';
import type { JsonObject } from '@postroom/domain';
import { builtInTypes, createCatalogue } from '@postroom/templates';
import { expect, test } from 'vitest';
import { knownEvents } from './own-events.ts';
import { understand } from './submission.ts';

const catalogue = createCatalogue(builtInTypes);
const events = knownEvents(catalogue);
const context = {
  catalogue,
  appUrl: 'https://app.example.com',
  now: () => new Date('2026-05-03T10:14:00.000Z'),
  newId: () => 'new-id',
};

/** What becomes of a message: a submission, or the reason why there is none. */
const taken = (routingKey: string, body: JsonObject, header?: string) => {
  const decoded = decodeMessage(
    {
      routingKey,
      body: Buffer.from(JSON.stringify(body)),
      properties: header === undefined ? {} : { messageId: header },
    },
    (name) => events.find(({ event }) => event === name)?.event,
  );
  return decoded.ok ? understand(decoded, context) : decoded;
};

const requested: JsonObject = {
  notification_type: 'welcome',
  recipient_email: 'ada@example.com',
  userid: 'ada',
  subject: 'A subject',
  locale: 'en',
  reply_to: 'help@example.com',
  send_at: '2026-12-24T18:00:00Z',
  event_id: 'e-1',
  source_service: 'users',
  event_type: 'notification.requested',
};
const samples: readonly (readonly [string, JsonObject])[] = [
  ['notification.requested', requested],
  ...catalogue.types.flatMap(({ causedBy }) =>
    causedBy.map(({ event, sample }) => [event, { ...sample, event_id: 'e-1' }] as const),
  ),
];

const characters = [
  ['CR', '\r'],
  ['LF', '\n'],
  ['NUL', '\0'],
  ['U+2028', '\u2028'],
  ['half a surrogate pair', '\ud800'],
] as const;

/** A text of several lines may have them; it stands in no header. */
const hasLines = (field: string, character: string) =>
  field === 'alert_message' && character === '\n';
/** Made part of a link, encoded, so that nothing in it can break out. */
const isEncoded = (field: string) => field.endsWith('_token');

const fields = samples.flatMap(([event, body]) =>
  Object.entries(body)
    .filter(([, value]) => typeof value === 'string')
    .flatMap(([field]) =>
      characters
        .filter(([, character]) => !hasLines(field, character))
        .map(([name, character]) => ({ event, body, field, name, character })),
    ),
);

test.each(fields)('$event: $field with $name', ({ event, body, field, character }) => {
  const result = taken(event, { ...body, [field]: `a${character}b` });

  if (result.ok && isEncoded(field)) {
    const [request] = 'submission' in result ? result.submission.requests : [];
    expect(JSON.stringify(request?.variables)).not.toContain(
      JSON.stringify(character).slice(1, -1),
    );
    return;
  }
  expect(result).toMatchObject({ ok: false, dead: expect.stringContaining(field) });
});

test.each(characters)('an id of the message with %s is refused', (_, character) => {
  expect(
    taken('notification.requested', { ...requested, event_id: null }, `a${character}b`),
  ).toMatchObject({
    ok: false,
  });
});

test('names that reach for prototypes are inert in every place of an event', () => {
  for (const [event, body] of samples) {
    const names = '"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}';
    const text = JSON.stringify({ ...body, template_vars: '@', tags: '@' })
      .replaceAll('"@"', `{${names}}`)
      .replace('{', `{${names},`);
    const decoded = decodeMessage(
      { routingKey: event, body: Buffer.from(text), properties: {} },
      (name) => events.find((each) => each.event === name)?.event,
    );

    if (decoded.ok) understand(decoded, context);
    expect(decoded.ok).toBe(true);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  }
});
