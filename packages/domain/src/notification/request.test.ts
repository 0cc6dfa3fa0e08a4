import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue, now } from '../testing/samples.ts';
import { checkRequest } from './request.ts';

const good = {
  notification_type: 'welcome',
  template_vars: { name: 'Ada' },
  recipient_email: 'ada@example.com',
};

const check = (body: unknown, unknown: 'refuse' | 'ignore' = 'refuse') =>
  checkRequest(body, { catalogue, now, unknown });

const issuesOf = (body: unknown, unknown: 'refuse' | 'ignore' = 'refuse') => {
  const checked = check(body, unknown);
  return checked.ok ? [] : checked.issues;
};

const requestOf = (body: unknown, unknown: 'refuse' | 'ignore' = 'refuse') => {
  const checked = check(body, unknown);
  if (!checked.ok) throw new Error(JSON.stringify(checked.issues));
  return checked.request;
};

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

describe('content', () => {
  const campaign = { ...good, notification_type: 'marketing' };

  it('that looks like a name is another template, with the variables of that', () => {
    expect(requestOf({ ...campaign, content: 'welcome' })).toMatchObject({
      type: 'marketing',
      template: 'welcome',
      html: null,
    });
    const other = { ...campaign, content: 'password_reset' };
    expect(issuesOf(other).map(({ path }) => path)).toEqual([
      ['template_vars', 'link'],
      ['template_vars', 'name'],
    ]);
  });

  it('that is anything else is HTML, for types that say so, and needs no variables', () => {
    const html = '<h1>Hello</h1>\r\n<p>Ada\u2028</p>';
    expect(requestOf({ ...campaign, content: html, template_vars: undefined })).toMatchObject({
      template: 'marketing',
      html,
      variables: {},
    });
    expect(issuesOf({ ...good, content: html })).toEqual([
      {
        path: ['content'],
        code: 'invalid_value',
        detail: "must be a template's name: welcome does not take HTML of its own",
      },
    ]);
  });

  it('is neither empty nor larger than 200 KiB', () => {
    expect(issuesOf({ ...campaign, content: ' ' })).toMatchObject([{ code: 'too_short' }]);
    expect(issuesOf({ ...campaign, content: `<p>${'ä'.repeat(102_400)}` })).toMatchObject([
      { path: ['content'], code: 'too_long' },
    ]);
    expect(issuesOf({ ...campaign, content: `<${'x'.repeat(204_799)}` })).toEqual([]);
  });

  it('says nothing of content or variables when the type is unknown', () => {
    const body = { ...good, notification_type: 'zzz', content: '<p>', template_vars: { any: 1 } };
    expect(issuesOf(body).map(({ path }) => path)).toEqual([['notification_type']]);
  });
});

describe('text from outside', () => {
  const fields = ['recipient_email', 'userid', 'subject', 'locale', 'reply_to'] as const;
  const intruders = [
    '\r',
    '\n',
    '\r\nBcc: eve@example.com',
    '\u0000',
    '\u2028',
    '\u2029',
    '\ud800',
  ];
  const pairs = fields.flatMap((name) =>
    intruders.map((intruder) => ({ name, intruder, shown: JSON.stringify(intruder) })),
  );
  const valid = {
    recipient_email: 'ada@example.com',
    userid: 'ada',
    subject: 'Hello',
    locale: 'en',
    reply_to: 'help@example.com',
  };

  it.each(pairs)('in $name is refused with $shown in it, not cleaned', ({ name, intruder }) => {
    for (const value of [`${valid[name]}${intruder}`, `${intruder}${valid[name]}`]) {
      expect(issuesOf({ ...good, [name]: value })).toMatchObject([
        { path: [name], code: 'invalid_value' },
      ]);
    }
  });

  it.each(['\u0000', '\ud800', '\udc00x'])(
    'with %j, which nothing can keep, is refused anywhere',
    (bad) => {
      const campaign = { ...good, notification_type: 'marketing' };
      expect(issuesOf({ ...campaign, content: `<p>${bad}</p>` })).toMatchObject([
        { path: ['content'], code: 'invalid_value' },
      ]);
      expect(issuesOf({ ...good, template_vars: { name: `Ada${bad}` } })).toMatchObject([
        { path: ['template_vars', 'name'], code: 'invalid_value' },
      ]);
      const html = { ...campaign, content: '<p>hello</p>' };
      expect(issuesOf({ ...html, template_vars: { a: [1, { b: bad }] } })).toMatchObject([
        { path: ['template_vars', 'a', 1, 'b'], code: 'invalid_value' },
      ]);
      expect(issuesOf({ ...html, template_vars: { [`a${bad}`]: 1 } })).toMatchObject([
        { path: ['template_vars', `a${bad}`], code: 'invalid_value' },
      ]);
    },
  );

  it('finds __proto__ and constructor inert in every place', () => {
    const body = JSON.parse(`{
      "notification_type": "marketing", "recipient_email": "ada@example.com", "content": "<p>x</p>",
      "template_vars": {"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}},
      "tags": {"__proto__": "x"}}`);
    expect(check(body).ok).toBe(true);
    const refused = JSON.parse('{"__proto__": {"notification_type": "welcome"}, "userid": "ada"}');
    expect(issuesOf(refused).map(({ path }) => path.join('/'))).toEqual([
      '__proto__',
      'notification_type',
    ]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('never makes the check throw, whatever the JSON', () => {
    const values = fc.jsonValue({ noUnicodeString: false });
    const names = fc.constantFrom(
      'notification_type',
      'template_vars',
      'recipient_email',
      'userid',
      'subject',
      'content',
      'locale',
      'send_at',
      'expires_at',
      'tags',
      'reply_to',
      '__proto__',
      'constructor',
      'x',
    );
    const bodies = fc.array(fc.tuple(names, values)).map(Object.fromEntries);
    fc.assert(
      fc.property(
        fc.oneof(
          values,
          bodies,
          bodies.map((body) => ({ ...good, ...body })),
        ),
        (body) => {
          for (const unknown of ['refuse', 'ignore'] as const) {
            const checked = check(body, unknown);
            expect(checked.ok || checked.issues.length > 0).toBe(true);
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('does not overflow on variables that are nested deeply', () => {
    let deep: unknown = 'x\u0000';
    for (let i = 0; i < 20_000; i++) deep = [deep];
    const body = {
      ...good,
      notification_type: 'marketing',
      content: '<p>',
      template_vars: { deep },
    };
    expect(issuesOf(body)).toMatchObject([{ code: 'invalid_value' }]);
  });

  it('comes through unchanged when it is good', () => {
    const text = fc.string({ minLength: 1, maxLength: 40 }).filter((s) => s.trim() !== '');
    const printable = text.filter((s) => !/[\u007f-\u009f]/.test(s));
    const bodies = fc.record({
      notification_type: fc.constant('welcome'),
      template_vars: fc.record({ name: fc.string({ maxLength: 40 }) }),
      recipient_email: fc.stringMatching(/^[a-z]{1,10}@[a-z]{1,10}\.com$/),
      userid: fc.stringMatching(/^[A-Za-z0-9._:@|~+=-]{1,128}$/),
      subject: printable,
      tags: fc.dictionary(fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/), printable, { maxKeys: 10 }),
      reply_to: fc.stringMatching(/^[a-z]{1,10}@[a-z]{1,10}\.org$/),
    });
    fc.assert(
      fc.property(bodies, (body) => {
        expect(requestOf(JSON.parse(JSON.stringify(body)))).toMatchObject({
          type: body.notification_type,
          variables: body.template_vars,
          recipientEmail: body.recipient_email,
          userId: body.userid,
          subject: body.subject,
          tags: body.tags,
          replyTo: body.reply_to,
        });
      }),
    );
  });
});
