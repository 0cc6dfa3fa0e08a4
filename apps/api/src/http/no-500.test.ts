import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const api = createTestApi({ auth: 'off' });
const id = '0193a000-0000-7000-8000-000000000001';

const routes = [
  ['POST', '/notifications/send'],
  ['POST', '/notifications/batch'],
  ['POST', '/notifications/preferences'],
  ['PUT', '/notifications/preferences/u-1'],
  ['PATCH', '/notifications/preferences/u-1'],
  ['POST', `/notifications/${id}/resolve`],
  ['POST', `/notifications/${id}/cancel`],
  ['POST', `/notifications/${id}/retry`],
] as const;

/** Names that the API knows with whatever values, so that the checks of each field are reached. */
const almostRequest = fc.record(
  {
    notification_type: fc.oneof(
      fc.constantFrom('welcome', 'marketing', 'email_verification', 'order_confirmation'),
      fc.jsonValue(),
    ),
    template_vars: fc.oneof(
      fc.jsonValue(),
      fc.record(
        { username: fc.jsonValue(), verification_link: fc.webUrl(), items: fc.jsonValue() },
        { requiredKeys: [] },
      ),
    ),
    recipient_email: fc.oneof(fc.emailAddress(), fc.jsonValue()),
    userid: fc.oneof(fc.constant('u-1'), fc.jsonValue()),
    subject: fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()),
    content: fc.oneof(fc.constant('welcome'), fc.string({ unit: 'binary' }), fc.jsonValue()),
    locale: fc.jsonValue(),
    send_at: fc.oneof(fc.date({ noInvalidDate: true }), fc.jsonValue()),
    expires_at: fc.jsonValue(),
    tags: fc.oneof(fc.dictionary(fc.string(), fc.string()), fc.jsonValue()),
    reply_to: fc.jsonValue(),
  },
  { requiredKeys: [] },
);

const body = fc.oneof(
  fc.jsonValue({ depthSize: 'large' }),
  almostRequest,
  fc.record({ notifications: fc.oneof(fc.array(almostRequest, { maxLength: 4 }), fc.jsonValue()) }),
  fc.record(
    {
      userid: fc.jsonValue(),
      notification_email: fc.oneof(fc.emailAddress(), fc.jsonValue()),
      preferences: fc.oneof(fc.dictionary(fc.string(), fc.boolean()), fc.jsonValue()),
    },
    { requiredKeys: [] },
  ),
);

const isExpected = (status: number): boolean =>
  [200, 201, 202, 400, 404, 409, 412, 422].includes(status);

test('no JSON whatsoever makes the API fail', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...routes), body, async ([method, path], sent) => {
      const answer = await api.call(path, { method, body: sent });

      expect(answer.status).toSatisfy(isExpected);
      if (answer.status >= 400) expect(answer.json.code).toEqual(expect.any(String));
    }),
    { numRuns: 600 },
  );
});

test('no bytes whatsoever make the API fail', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...routes), fc.uint8Array(), async ([method, path], bytes) => {
      const answer = await api.call(path, { method, rawBody: new Uint8Array(bytes) });

      expect(answer.status).toSatisfy(isExpected);
    }),
    { numRuns: 300 },
  );
});

test('no path and no query whatsoever make the API fail', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 }).map(encode);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('/notifications/', '/notifications/history/', '/notifications/preferences/'),
      text,
      text,
      async (path, segment, value) => {
        const query = ['limit', 'cursor', 'since', 'wait', 'status']
          .map((name) => `${name}=${value}`)
          .join('&');

        const answer = await api.call(`${path}${segment}?${query}`);

        expect([200, 404, 405, 422]).toContain(answer.status);
      },
    ),
    { numRuns: 300 },
  );
});

/** Lone surrogates cannot travel in a URL. */
const encode = (text: string): string => encodeURIComponent(text.replaceAll(/\p{Cs}/gu, ''));
