import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMessage, type IncomingMessage } from './decode.ts';
import { createResolver } from './event-names.ts';

const resolve = createResolver([
  { event: 'user.registered' },
  { event: 'user.email_verification_requested' },
  { event: 'user.password_reset_requested', aliases: ['PasswordResetRequested'] },
]);

const messageOf = (
  body: unknown,
  given: Partial<IncomingMessage['properties']> & { readonly routingKey?: string } = {},
): IncomingMessage => {
  const { routingKey = 'user.registered', ...properties } = given;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { routingKey, properties, body: Buffer.from(text) };
};

const decode = (...args: Parameters<typeof messageOf>) =>
  decodeMessage(messageOf(...args), resolve);

const eventOf = (...args: Parameters<typeof messageOf>): string | null => decode(...args).event;

test('class names and routing keys are the same thing', () => {
  for (const name of ['user.email_verification_requested', 'UserEmailVerificationRequested']) {
    expect(eventOf({ event_type: name })).toBe('user.email_verification_requested');
  }
  for (const name of ['PasswordResetRequested', 'UserPasswordResetRequested']) {
    expect(eventOf({}, { headers: { event_type: name } })).toBe('user.password_reset_requested');
  }
});

test('the type is the header, else the property, else the body, else the routing key', () => {
  const body = { event_type: 'UserRegistered', type: 'PasswordResetRequested' };
  const verification = 'UserEmailVerificationRequested';

  expect(eventOf(body, { headers: { event_type: verification }, type: 'UserRegistered' })).toBe(
    'user.email_verification_requested',
  );
  expect(eventOf(body, { type: 'PasswordResetRequested' })).toBe('user.password_reset_requested');
  expect(eventOf(body, { routingKey: 'user.password_reset_requested' })).toBe('user.registered');
  expect(eventOf({ type: 'PasswordResetRequested' })).toBe('user.password_reset_requested');
  expect(eventOf({}, { routingKey: 'user.registered' })).toBe('user.registered');
});

test('a type that is there but not known is not replaced by the next', () => {
  const decoded = decode({}, { headers: { event_type: 'UserDeleted' } });

  expect(decoded).toEqual({
    ok: false,
    event: null,
    dead: 'event_type: "UserDeleted" is not a known event',
  });
  expect(decode({ event_type: { name: 'x' } })).toMatchObject({
    dead: 'event_type: must be a string, is an object',
  });
});

test('an envelope is read whole', () => {
  const decoded = decode({
    event_id: 'e-1',
    source_service: 'users',
    correlation_id: 'c-1',
    timestamp: 1777803240.25,
    userid: 'u-1',
  });

  expect(decoded).toMatchObject({
    ok: true,
    event: 'user.registered',
    envelope: {
      eventId: 'e-1',
      sourceService: 'users',
      correlationId: 'c-1',
      occurredAt: new Date('2026-05-03T10:14:00.250Z'),
    },
    fields: { userid: 'u-1' },
  });
});

test('without an event id the message id counts, and without both the hash of key and body', () => {
  const idOf = (...args: Parameters<typeof messageOf>): string | undefined => {
    const decoded = decode(...args);
    return decoded.ok ? decoded.envelope.eventId : undefined;
  };

  expect(idOf({ a: 1 }, { messageId: 'm-1' })).toBe('m-1');
  expect(idOf({ event_id: 7 }, { messageId: 'm-1' })).toBe('7');
  expect(idOf({ a: 1 })).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(idOf({ a: 1 })).toBe(idOf({ a: 1 }));
  expect(idOf({ a: 1 })).not.toBe(idOf({ a: 2 }));
  expect(idOf({ a: 1 })).not.toBe(idOf({ a: 1 }, { routingKey: 'UserRegistered' }));
});

test('a correlation id may stand in the header, and an unprintable one is dropped', () => {
  const correlationOf = (...args: Parameters<typeof messageOf>) => {
    const decoded = decode(...args);
    return decoded.ok ? decoded.envelope.correlationId : undefined;
  };

  expect(correlationOf({}, { headers: { 'x-correlation-id': 'c-2' } })).toBe('c-2');
  expect(correlationOf({ correlation_id: 'c-1' }, { headers: { 'x-correlation-id': 'c-2' } })).toBe(
    'c-1',
  );
  expect(correlationOf({ correlation_id: 'a\r\nb' })).toBeNull();
  expect(correlationOf({ correlation_id: 'x'.repeat(129) })).toBeNull();
});

test('a timestamp may be seconds, milliseconds or RFC 3339, and anything else is a fault', () => {
  const timeOf = (timestamp: unknown) => {
    const decoded = decode({ timestamp });
    return decoded.ok ? decoded.envelope.occurredAt?.toISOString() : decoded.dead;
  };
  const expected = '2026-05-03T10:14:00.000Z';

  expect(timeOf(1777803240)).toBe(expected);
  expect(timeOf(1777803240000)).toBe(expected);
  expect(timeOf('1777803240')).toBe(expected);
  expect(timeOf('2026-05-03T10:14:00Z')).toBe(expected);
  expect(timeOf('2026-05-03T12:14:00+02:00')).toBe(expected);
  expect(timeOf('2026-05-03T10:14:00')).toBe(expected);
  expect(timeOf(undefined)).toBeUndefined();
  for (const bad of ['soon', -5, 0, 1e300, true, {}, '2026-13-45T99:00:00Z']) {
    expect(timeOf(bad)).toBe('timestamp: must be seconds, milliseconds or an RFC 3339 time');
  }
});

test('every fault of an envelope is named at once', () => {
  expect(decode({ event_id: {}, source_service: 'x'.repeat(256), timestamp: 'soon' })).toEqual({
    ok: false,
    event: 'user.registered',
    dead: [
      'timestamp: must be seconds, milliseconds or an RFC 3339 time',
      'event_id: must be a string, is an object',
      'source_service: must be at most 255 characters long',
    ].join('; '),
  });
});

test.each(['a\r\nb', 'a\0b', 'a\u2028b', 'a\ud800b'])(
  'an envelope with the text %j is refused, for no database and no header keeps it',
  (text) => {
    expect(decode({ event_id: text, source_service: text })).toMatchObject({
      dead: 'event_id: must not contain control characters; source_service: must not contain control characters',
    });
    expect(decode({}, { messageId: text })).toMatchObject({
      dead: 'message_id: must not contain control characters',
    });
  },
);

test('a body deeper than any field is refused before anybody walks it', () => {
  const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

  expect(decode(nested(20))).toMatchObject({ ok: true });
  expect(decode(nested(21))).toMatchObject({ dead: 'the body is more than 20 levels deep' });
  expect(decode(nested(40_000))).toMatchObject({ ok: false });
});

test('a trace that is none is dropped', () => {
  const traceOf = (traceparent: unknown) => {
    const decoded = decode({}, { headers: { traceparent } });
    return decoded.ok ? decoded.envelope.traceparent : undefined;
  };
  const good = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

  expect(traceOf(good)).toBe(good);
  for (const bad of [`ff${good.slice(2)}`, `00-${'0'.repeat(32)}${good.slice(35)}`, 'x', 7]) {
    expect(traceOf(bad)).toBeNull();
  }
});

test('what is no JSON object says so, without repeating what it is', () => {
  expect(decode('{"token":"s3cret",')).toMatchObject({ dead: 'the body is not JSON' });
  expect(decode('[1]')).toMatchObject({ dead: 'the body must be a JSON object, is an array' });
  expect(decode('null')).toMatchObject({ dead: 'the body must be a JSON object, is null' });
  expect(decode(`{"a":"${'x'.repeat(300_000)}"}`)).toMatchObject({
    dead: 'the body is larger than 262144 bytes',
  });
  const broken = { routingKey: 'user.registered', properties: {}, body: Buffer.from([0xff, 0xfe]) };
  expect(decodeMessage(broken, resolve)).toMatchObject({ dead: 'the body is not UTF-8' });
  expect(decode('['.repeat(100_000))).toMatchObject({ ok: false });
});

test('whatever comes in, it is understood or has a reason', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.json(), (bytes, json) => {
      for (const body of [Buffer.from(bytes), Buffer.from(json)]) {
        const decoded = decodeMessage({ routingKey: 'nonsense', properties: {}, body }, resolve);
        expect(decoded.ok ? decoded.event : decoded.dead).toBeTruthy();
      }
    }),
  );
});

test('names of JavaScript objects in a body are only names', () => {
  const decoded = decode('{"__proto__":{"polluted":true},"constructor":{"prototype":{"x":1}}}');

  expect(decoded.ok).toBe(true);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});
