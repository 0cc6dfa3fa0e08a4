import { describe, expect, test } from 'vitest';
import type { TemplatedType } from '../template.ts';
import { builtInTypes } from './index.ts';

const hour = 60 * 60;
const day = 24 * hour;

const row = ({ type, queue, subject, ttlSeconds, onAmbiguous, onByDefault }: TemplatedType) => [
  type,
  queue,
  subject,
  ttlSeconds,
  onAmbiguous,
  onByDefault ? 'on' : 'off',
];

const typeNamed = (name: string): TemplatedType => {
  const type = builtInTypes.find(({ type }) => type === name);
  if (type === undefined) throw new Error(`there is no type ${name}`);
  return type;
};

const links = { appUrl: 'https://app.example.com' };

const requestFrom = (name: string, fields: Readonly<Record<string, unknown>>) => {
  const [event] = typeNamed(name).causedBy;
  const checked = event?.fields.check(fields, 'ignore');
  if (!checked?.ok) throw new Error(`the event is refused: ${JSON.stringify(checked?.issues)}`);
  return event?.toRequest(checked.value, links);
};

describe('the built-in types', () => {
  test('are the six of the contract, with queue, subject, time to live, policy and default', () => {
    expect(builtInTypes.map(row)).toEqual([
      [
        'email_verification',
        'critical',
        'Please verify your email address',
        day,
        'at_least_once',
        'on',
      ],
      ['password_reset', 'critical', 'Password reset request', hour, 'at_least_once', 'on'],
      ['security_alert', 'critical', 'Security alert', 72 * hour, 'at_least_once', 'on'],
      ['welcome', 'standard', 'Welcome to {service_name}', 7 * day, 'at_most_once', 'on'],
      [
        'order_confirmation',
        'standard',
        'Your order {order_number}',
        72 * hour,
        'at_least_once',
        'on',
      ],
      ['marketing', 'bulk', '{headline}', 7 * day, 'at_most_once', 'off'],
    ]);
  });

  test('take the variables of the contract', () => {
    const variables = builtInTypes.map(({ type, variables }) => {
      const required = variables.jsonSchema().required ?? [];
      return [type, variables.names, required, variables.sensitive];
    });

    expect(variables).toEqual([
      [
        'email_verification',
        ['username', 'verification_link'],
        ['username', 'verification_link'],
        ['verification_link'],
      ],
      ['password_reset', ['username', 'reset_link'], ['reset_link'], ['reset_link']],
      ['security_alert', ['username', 'alert_message', 'ip', 'occurred_at'], ['alert_message'], []],
      ['welcome', ['username'], [], []],
      [
        'order_confirmation',
        ['order_number', 'items', 'total', 'currency'],
        ['order_number', 'items', 'total', 'currency'],
        [],
      ],
      [
        'marketing',
        ['headline', 'body', 'cta_label', 'cta_link'],
        ['headline', 'body', 'cta_label', 'cta_link'],
        [],
      ],
    ]);
  });

  test('are caused by the events of the contract, under every spelling', () => {
    const events = builtInTypes.flatMap(({ type, causedBy }) =>
      causedBy.map(({ event, aliases = [], createsPreferences }) => [
        type,
        event,
        aliases,
        createsPreferences,
      ]),
    );

    expect(events).toEqual([
      ['email_verification', 'user.email_verification_requested', [], true],
      ['password_reset', 'user.password_reset_requested', ['PasswordResetRequested'], false],
      ['security_alert', 'user.security_alert_requested', [], false],
      ['welcome', 'user.welcome_requested', [], false],
    ]);
  });

  test('let only marketing bring HTML of its own and carry a way to unsubscribe', () => {
    const special = builtInTypes.filter(
      ({ allowsHtmlContent, category }) => allowsHtmlContent || category === 'marketing',
    );

    expect(special.map(({ type }) => type)).toEqual(['marketing']);
    expect(special[0]?.allowsHtmlContent).toBe(true);
  });

  test('have samples that differ in every value', () => {
    for (const { samples } of builtInTypes) {
      const [first, second] = samples;
      for (const name of Object.keys(first)) expect(second[name]).not.toEqual(first[name]);
    }
  });
});

describe('an event becomes a request', () => {
  const user = { userid: 'u1', email: 'ada@example.com' };

  test('with a link made from APP_URL and the token', () => {
    const fields = { ...user, username: 'Ada', verify_token: 'tok-1', event_type: 'whatever' };

    expect(requestFrom('email_verification', fields)).toEqual({
      userId: 'u1',
      recipientEmail: 'ada@example.com',
      variables: { username: 'Ada', verification_link: 'https://app.example.com/verify/tok-1' },
    });
  });

  test('with the token encoded, so that it stays one step of the path', () => {
    const request = requestFrom('password_reset', { ...user, reset_token: 'a/b?c#d &"ü' });

    expect(request?.variables).toEqual({
      reset_link: 'https://app.example.com/reset/a%2Fb%3Fc%23d%20%26%22%C3%BC',
    });
  });

  test('without what the event says is nothing', () => {
    const fields = {
      ...user,
      alert_message: 'New device',
      username: null,
      ip: ' ',
      occurred_at: null,
    };

    expect(requestFrom('security_alert', fields)?.variables).toEqual({
      alert_message: 'New device',
    });
  });

  test('with a moment in seconds written out', () => {
    const fields = { ...user, alert_message: 'x', occurred_at: 1_777_803_240.5 };

    expect(requestFrom('security_alert', fields)?.variables).toMatchObject({
      occurred_at: '2026-05-03T10:14:00.500Z',
    });
  });

  test.each([
    ['an address that is none', { email: 'ada' }],
    ['a user id that is none', { userid: 'a b' }],
    ['a token with a line break', { reset_token: 'a\nb' }],
    ['no token', { reset_token: undefined }],
  ])('not with %s', (_, change) => {
    const [event] = typeNamed('password_reset').causedBy;

    expect(event?.fields.check({ ...user, reset_token: 't', ...change }, 'ignore').ok).toBe(false);
  });
});
