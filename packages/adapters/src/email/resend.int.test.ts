import { afterEach, describe, expect, it } from 'vitest';
import { createResendProvider } from './resend.ts';
import { aMessage, underKey } from './testing/message.ts';
import { type ResendApi, startResendApi } from './testing/resend-api.ts';
import { startScriptedSmtp } from './testing/scripted-smtp.ts';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

const startApi = async (): Promise<ResendApi> => {
  const api = await startResendApi();
  opened.push(api.stop);
  return api;
};

const provide = (baseUrl: string, timeoutMs = 5_000) => {
  const provider = createResendProvider({ apiKey: 're_secret', baseUrl, timeoutMs });
  opened.push(provider.close);
  return provider;
};

const problem = (statusCode: number, name: string, headers: Record<string, string> = {}) => ({
  status: statusCode,
  body: JSON.stringify({ statusCode, name, message: 'ada@example.com is the reason' }),
  headers: { 'content-type': 'application/json', ...headers },
});

describe('a request', () => {
  it('carries the key, the mail with its headers, and tags in their charset', async () => {
    const api = await startApi();
    const message = aMessage({
      replyTo: 'help@sender.example',
      headers: { 'X-Notification-ID': 'n-1', 'List-Unsubscribe': '<https://u>' },
      tags: { notification_id: 'n-1', notification_type: 'grüße sale!', redrive: '0' },
    });

    const outcome = await provide(`${api.baseUrl}/`).send(message, underKey('n-1.0'));

    expect(outcome).toEqual({ outcome: 'accepted', providerId: 're_1' });
    expect(api.requests).toEqual([{ key: 'n-1.0', auth: 'Bearer re_secret' }]);
    expect(api.accepted).toEqual([
      {
        from: message.from,
        to: message.to,
        reply_to: 'help@sender.example',
        subject: message.subject,
        html: message.html,
        text: message.text,
        headers: {
          'Message-ID': `<${message.messageId}>`,
          'X-Notification-ID': 'n-1',
          'List-Unsubscribe': '<https://u>',
        },
        tags: [
          { name: 'notification_id', value: 'n-1' },
          { name: 'notification_type', value: 'gr__e_sale_' },
          { name: 'redrive', value: '0' },
        ],
      },
    ]);
  });
});

describe('an answer', () => {
  it('that was lost is ambiguous, and a repeat under the key has no second effect', async () => {
    const api = await startApi();
    const provider = provide(api.baseUrl);
    api.misbehave({ lose: 'answer' });

    const lost = await provider.send(aMessage(), underKey('k.0'));
    const repeated = await provider.send(aMessage(), underKey('k.0'));

    expect(lost).toMatchObject({ outcome: 'ambiguous', code: 'connection_lost' });
    expect(repeated).toEqual({ outcome: 'accepted', providerId: 're_1' });
    expect(api.accepted).toHaveLength(1);
  });

  it('to the same key with another mail says that the first one counts', async () => {
    const api = await startApi();
    const provider = provide(api.baseUrl);
    await provider.send(aMessage(), underKey('k.0'));

    const outcome = await provider.send(aMessage({ subject: 'changed' }), underKey('k.0'));

    expect(outcome).toMatchObject({ outcome: 'ambiguous', code: 'invalid_idempotent_request' });
    expect(api.accepted).toHaveLength(1);
  });

  it('of 429 is throttling, for as long as the server says', async () => {
    const api = await startApi();
    api.misbehave(problem(429, 'rate_limit_exceeded', { 'retry-after': '3' }));

    expect(await provide(api.baseUrl).send(aMessage(), underKey('k.0'))).toEqual({
      outcome: 'rejected',
      kind: 'throttled',
      retryAfterMs: 3_000,
      code: 'rate_limit_exceeded',
      detail: '[address] is the reason',
    });
  });

  it.each([
    [problem(401, 'missing_api_key'), 'unreachable', 'missing_api_key'],
    [problem(403, 'invalid_api_key'), 'unreachable', 'invalid_api_key'],
    [problem(422, 'validation_error'), 'permanent', 'validation_error'],
    [problem(500, 'internal_server_error'), 'ambiguous', 'internal_server_error'],
    [{ status: 502, body: '<html>Bad gateway</html>' }, 'ambiguous', 'http_502'],
    [{ status: 503, body: '' }, 'unreachable', 'http_503'],
    [{ status: 500, body: '{"oops":true}' }, 'ambiguous', 'http_500'],
    [{ status: 403, body: '{"oops":true}' }, 'unreachable', 'http_403'],
    [{ status: 429, body: 'slow down' }, 'throttled', 'http_429'],
    [{ status: 500, body: 'null' }, 'ambiguous', 'no_id'],
    [{ status: 200, body: 'not JSON' }, 'ambiguous', 'connection_lost'],
    [{ status: 200, body: 'null' }, 'ambiguous', 'no_id'],
    [{ status: 200, body: '{"object":"list"}' }, 'ambiguous', 'no_id'],
  ])('%j', async (how, verdict, code) => {
    const api = await startApi();
    api.misbehave(how);

    const outcome = await provide(api.baseUrl).send(aMessage(), underKey('k.0'));

    expect(outcome.outcome === 'rejected' ? outcome.kind : outcome.outcome).toBe(verdict);
    expect(outcome).toMatchObject({ code });
    expect(JSON.stringify(outcome)).not.toContain('ada@');
  });
});

describe('silence', () => {
  it('becomes ambiguous when the time is up', async () => {
    const api = await startApi();
    api.misbehave({ hang: true });

    const outcome = await provide(api.baseUrl, 150).send(aMessage(), underKey('k.0'));

    expect(outcome).toMatchObject({ outcome: 'ambiguous', code: 'ETIMEDOUT' });
  });

  it('becomes ambiguous when the caller gives up', async () => {
    const api = await startApi();
    api.misbehave({ hang: true });
    const giveUp = new AbortController();

    const sending = provide(api.baseUrl).send(aMessage(), underKey('k.0', giveUp.signal));
    await expect.poll(() => api.requests.length).toBe(1);
    giveUp.abort();

    expect(await sending).toMatchObject({ outcome: 'ambiguous', code: 'aborted' });
  });
});

describe('a connection that could not be made', () => {
  it('because it was refused was surely no hand-off', async () => {
    const gone = await startResendApi();
    await gone.stop();

    const outcome = await provide(gone.baseUrl).send(aMessage(), underKey('k.0'));

    expect(outcome).toMatchObject({
      outcome: 'rejected',
      kind: 'unreachable',
      code: 'ECONNREFUSED',
    });
  });

  it('because nobody has that name was surely no hand-off', async () => {
    const outcome = await provide('http://resend.invalid').send(aMessage(), underKey('k.0'));

    expect(outcome).toMatchObject({ outcome: 'rejected', kind: 'unreachable' });
  });

  it('because the other side does not speak TLS was surely no hand-off', async () => {
    const plain = await startScriptedSmtp({ connect: 'close' });
    opened.push(plain.stop);

    const outcome = await provide(plain.url.replace('smtp:', 'https:')).send(
      aMessage(),
      underKey('k.0'),
    );

    expect(outcome).toMatchObject({ outcome: 'rejected', kind: 'unreachable' });
  });

  it('later, for a request that was written and given up, does not make it one', async () => {
    const api = await startResendApi();
    const provider = provide(api.baseUrl);
    api.misbehave({ hang: true });
    const giveUp = new AbortController();
    const writtenAndGivenUp = provider.send(aMessage(), underKey('k.0', giveUp.signal));
    await expect.poll(() => api.requests.length).toBe(1);

    await api.stop();
    giveUp.abort();
    const refused = await provider.send(aMessage(), underKey('k.1'));

    expect(await writtenAndGivenUp).toMatchObject({ outcome: 'ambiguous' });
    expect(refused).toMatchObject({ outcome: 'rejected', kind: 'unreachable' });
  });

  it('is told apart from one that was lost in the middle', async () => {
    const api = await startApi();
    const provider = provide(api.baseUrl);
    api.misbehave({ lose: 'request' });

    expect(await provider.send(aMessage(), underKey('k.0'))).toMatchObject({
      outcome: 'ambiguous',
    });
  });
});
