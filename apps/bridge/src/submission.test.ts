import type { Decoded } from '@postroom/adapters/amqp';
import { builtInTypes, createCatalogue } from '@postroom/templates';
import { expect, test } from 'vitest';
import { knownEvents } from './own-events.ts';
import { understand } from './submission.ts';

const context = {
  catalogue: createCatalogue(builtInTypes),
  appUrl: 'https://app.example.com',
  now: () => new Date('2026-05-03T10:14:00.000Z'),
  newId: () => 'new-id',
};

type Good = Extract<Decoded, { readonly ok: true }>;

const decoded = (event: string, fields: Good['fields'], envelope: Partial<Good['envelope']> = {}) =>
  ({
    ok: true,
    event,
    fields,
    envelope: {
      eventId: 'e-1',
      sourceService: 'users',
      correlationId: 'c-1',
      traceparent: null,
      occurredAt: new Date('2026-05-03T10:13:00.000Z'),
      ...envelope,
    },
  }) as const;

const submissionOf = (...args: Parameters<typeof decoded>) => {
  const understood = understand(decoded(...args), context);
  if (!understood.ok) throw new Error(understood.dead);
  return understood.submission;
};

const deathOf = (...args: Parameters<typeof decoded>): string => {
  const understood = understand(decoded(...args), context);
  return understood.ok ? 'it is understood' : understood.dead;
};

const ada = { userid: 'u-1', username: 'Ada', email: 'ada@example.com' };

test('a new user gets default preferences and no mail', () => {
  const submission = submissionOf('user.registered', ada);

  expect(submission.requests).toEqual([]);
  expect(submission.newcomers).toEqual([{ userId: 'u-1', email: 'ada@example.com' }]);
  expect(submission.inbox).toEqual({ source: 'users', eventId: 'e-1' });
});

test('a verification is a mail with a link made from the token, and default preferences', () => {
  const submission = submissionOf('user.email_verification_requested', {
    ...ada,
    verify_token: 'a/b c',
  });

  expect(submission.newcomers).toHaveLength(1);
  expect(submission.requests).toMatchObject([
    {
      type: 'email_verification',
      recipientEmail: 'ada@example.com',
      userId: 'u-1',
      variables: {
        username: 'Ada',
        verification_link: 'https://app.example.com/verify/a%2Fb%20c',
      },
    },
  ]);
  expect(submission.origin).toEqual({
    source: 'users',
    test: false,
    correlationId: 'c-1',
    traceparent: null,
    occurredAt: new Date('2026-05-03T10:13:00.000Z'),
  });
});

test('a password reset needs no name and makes no preferences', () => {
  const submission = submissionOf('user.password_reset_requested', {
    userid: 'u-1',
    email: 'ada@example.com',
    reset_token: 't-1',
  });

  expect(submission.newcomers).toEqual([]);
  expect(submission.requests[0]?.variables).toMatchObject({
    reset_link: 'https://app.example.com/reset/t-1',
  });
});

test('every event that a type names as its cause is understood from its own sample', () => {
  for (const { causedBy, type } of context.catalogue.types) {
    for (const { event, sample } of causedBy) {
      expect(submissionOf(event, sample).requests[0]?.type).toBe(type);
    }
  }
  expect(knownEvents(context.catalogue).map(({ event }) => event)).toEqual([
    'user.registered',
    'notification.requested',
    'user.email_verification_requested',
    'user.password_reset_requested',
    'user.security_alert_requested',
    'user.welcome_requested',
  ]);
});

test('a request as over HTTP is taken, and fields that nobody knows are ignored', () => {
  const submission = submissionOf('notification.requested', {
    event_id: 'e-1',
    notification_type: 'welcome',
    recipient_email: 'ada@example.com',
    template_vars: { username: 'Ada', nonsense: 1 },
    tags: { campaign: 'spring' },
    shoe_size: 38,
  });

  expect(submission.requests).toMatchObject([
    { type: 'welcome', variables: { username: 'Ada' }, tags: { campaign: 'spring' } },
  ]);
  expect(submission.newcomers).toEqual([]);
});

test('every fault of an event is named with its field', () => {
  expect(deathOf('user.email_verification_requested', { userid: '', email: 'nobody' })).toMatch(
    /^userid: .+; email: .+; username: .+; verify_token: .+$/,
  );
  expect(deathOf('user.registered', {})).toMatch(/userid: .+; username: .+; email: .+/);
  expect(deathOf('notification.requested', { notification_type: 'welcom' })).toMatch(
    /notification_type: .*did you mean welcome\?.*recipient_email: /s,
  );
  expect(deathOf('user.deleted', ada)).toBe('event_type: user.deleted causes nothing here');
});

test('a fault never repeats a token', () => {
  const reset_token = `s3cret${'x'.repeat(2_000)}`;

  expect(deathOf('user.password_reset_requested', { ...ada, reset_token })).not.toContain('s3cret');
});

test('who says nothing about itself is called amqp, and gets a correlation id', () => {
  const { origin, inbox } = submissionOf('user.registered', ada, {
    sourceService: null,
    correlationId: null,
    occurredAt: null,
  });

  expect(origin).toMatchObject({ source: 'amqp', correlationId: 'new-id', occurredAt: null });
  expect(inbox?.source).toBe('amqp');
});

test('an event from the future happened now', () => {
  const { origin } = submissionOf('user.registered', ada, {
    occurredAt: new Date('2999-01-01T00:00:00.000Z'),
  });

  expect(origin.occurredAt).toEqual(context.now());
});
