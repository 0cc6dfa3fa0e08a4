import { describe, expect, it } from 'vitest';
import { good, issuesOf, requestOf } from '../testing/checking.ts';

describe('a request', () => {
  it('with the least that is needed takes defaults for the rest', () => {
    expect(requestOf(good)).toEqual({
      type: 'welcome',
      template: 'welcome',
      html: null,
      variables: { name: 'Ada' },
      recipientEmail: 'ada@example.com',
      userId: null,
      subject: null,
      locale: null,
      sendAt: null,
      expiresAt: null,
      tags: {},
      replyTo: null,
    });
  });

  it('with every field keeps every field', () => {
    const body = {
      ...good,
      userid: 'auth0|ada',
      subject: 'Grüße',
      content: 'welcome',
      locale: 'pt-BR',
      send_at: '2026-05-03T11:00:00Z',
      expires_at: '2026-05-03T12:00:00+00:00',
      tags: { campaign: 'spring' },
      reply_to: 'help@example.com',
    };
    expect(requestOf(body)).toMatchObject({
      userId: 'auth0|ada',
      subject: 'Grüße',
      template: 'welcome',
      html: null,
      locale: 'pt-BR',
      sendAt: new Date('2026-05-03T11:00:00Z'),
      expiresAt: new Date('2026-05-03T12:00:00Z'),
      tags: { campaign: 'spring' },
      replyTo: 'help@example.com',
    });
  });

  it('takes null for absent', () => {
    const optional = ['userid', 'subject', 'content', 'locale', 'send_at', 'expires_at', 'tags'];
    const nulls = Object.fromEntries([...optional, 'reply_to'].map((name) => [name, null]));
    expect(requestOf({ ...good, ...nulls })).toEqual(requestOf(good));
    expect(issuesOf({ notification_type: null, template_vars: null })).toMatchObject([
      { path: ['notification_type'], code: 'required' },
      { path: ['recipient_email'], code: 'required' },
    ]);
  });

  it('needs an address or a user, and either will do', () => {
    const { recipient_email: _, ...nobody } = good;
    expect(issuesOf(nobody)).toEqual([
      {
        path: ['recipient_email'],
        code: 'required',
        detail: 'is required when there is no userid',
      },
    ]);
    expect(requestOf({ ...nobody, userid: 'ada' })).toMatchObject({ recipientEmail: null });
  });

  it.each([undefined, null, 7, 'x', true, []])('that is %j and no object is refused', (body) => {
    expect(issuesOf(body)).toEqual([
      { path: [], code: 'invalid_type', detail: 'must be a JSON object' },
    ]);
  });

  it.each([
    ['notification_type', 7, 'invalid_type'],
    ['notification_type', 'nonsense', 'invalid_value'],
    ['recipient_email', 7, 'invalid_type'],
    ['recipient_email', 'ada', 'invalid_value'],
    ['recipient_email', '', 'invalid_value'],
    ['userid', 7, 'invalid_type'],
    ['userid', 'a b', 'invalid_value'],
    ['userid', '', 'invalid_value'],
    ['subject', {}, 'invalid_type'],
    ['subject', '', 'invalid_value'],
    ['subject', '   ', 'invalid_value'],
    ['subject', 'x'.repeat(201), 'invalid_value'],
    ['content', 7, 'invalid_type'],
    ['content', 'nonsense', 'invalid_value'],
    ['content', '<p>hello</p>', 'invalid_value'],
    ['locale', 'en_US', 'invalid_value'],
    ['locale', 7, 'invalid_type'],
    ['send_at', 'tomorrow', 'invalid_value'],
    ['send_at', 7, 'invalid_value'],
    ['send_at', '2026-02-30T00:00:00Z', 'invalid_value'],
    ['send_at', '2027-05-05T10:14:00Z', 'invalid_value'],
    ['expires_at', 'later', 'invalid_value'],
    ['tags', 'x', 'invalid_type'],
    ['reply_to', 'x', 'invalid_value'],
    ['reply_to', ['a@example.com'], 'invalid_type'],
    ['template_vars', 'x', 'invalid_type'],
    ['template_vars', [], 'invalid_type'],
  ] as const)('with a bad %s (%j) is refused at that field: %s', (name, value, code) => {
    expect(issuesOf({ ...good, [name]: value })[0]).toMatchObject({ path: [name], code });
  });

  it('reports every fault at once', () => {
    const paths = issuesOf({
      notification_type: 'welcome',
      template_vars: { nam: 'Ada' },
      recipient_email: 'ada',
      userid: '',
      subject: '',
      locale: '?',
      send_at: '?',
      expires_at: '?',
      tags: { 'a b': 'x' },
      reply_to: '?',
      colour: 'blue',
    }).map(({ path }) => path.join('/'));

    expect(paths.sort()).toEqual(
      [
        'colour',
        'expires_at',
        'locale',
        'recipient_email',
        'reply_to',
        'send_at',
        'subject',
        'tags/a b',
        'template_vars/nam',
        'template_vars/name',
        'userid',
      ].sort(),
    );
  });

  it('suggests what a misspelt field or type may have meant', () => {
    expect(issuesOf({ ...good, recipent_email: 'x', blue: 1 })).toEqual([
      {
        path: ['recipent_email'],
        code: 'unknown_field',
        detail: 'is not known; did you mean recipient_email?',
      },
      { path: ['blue'], code: 'unknown_field', detail: 'is not known' },
    ]);
    expect(issuesOf({ ...good, notification_type: 'wellcome' })[0]?.detail).toBe(
      'is not a known type; did you mean welcome?',
    );
    expect(issuesOf({ ...good, notification_type: 'zzz' })[0]?.detail).toBe(
      'is not a known type; known types are welcome, password_reset, marketing',
    );
    expect(issuesOf({ ...good, content: 'marketin' })[0]?.detail).toBe(
      'is not the name of a template; did you mean marketing?',
    );
  });

  it('has unknown fields and variables refused over HTTP and ignored over AMQP', () => {
    const body = { ...good, cc: 'x', template_vars: { name: 'Ada', age: 7 } };
    expect(issuesOf(body, 'refuse').map(({ path }) => path)).toEqual([
      ['cc'],
      ['template_vars', 'age'],
    ]);
    expect(requestOf(body, 'ignore')).toEqual(requestOf(good));
  });

  it('may be sent a year ahead and not a day more, and in the past means now', () => {
    expect(issuesOf({ ...good, send_at: '2027-05-03T10:14:00Z' })).toEqual([]);
    expect(issuesOf({ ...good, send_at: '2027-05-04T10:14:01Z' })).toMatchObject([
      { path: ['send_at'], detail: 'must be at most a year ahead' },
    ]);
    expect(issuesOf({ ...good, send_at: '2020-01-01T00:00:00Z' })).toEqual([]);
  });

  it('must expire after it is to be sent', () => {
    const at = (send_at: string, expires_at: string) => ({ ...good, send_at, expires_at });
    expect(issuesOf(at('2026-06-01T00:00:00Z', '2026-06-01T00:00:00Z'))).toMatchObject([
      { path: ['expires_at'], detail: 'must be later than send_at' },
    ]);
    expect(issuesOf(at('2026-06-01T00:00:00Z', '2026-06-01T00:00:01Z'))).toEqual([]);
  });
});
