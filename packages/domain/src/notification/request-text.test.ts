import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check, good, issuesOf, requestOf } from '../testing/checking.ts';

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
