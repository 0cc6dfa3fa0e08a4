import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Detail, Summary } from './mail.ts';
import { type RunningInbox, startInbox } from './start.ts';

let inbox: RunningInbox;

beforeAll(async () => {
  inbox = await startInbox();
});

afterAll(() => inbox.stop());

test('a mail sent over SMTP can be found by recipient and read in full', async () => {
  await send({ to: 'ada@example.com', subject: 'Grüße, Ada', html: '<p>Hello</p>', text: 'Hello' });
  await send({ to: 'bob@example.com', subject: 'For Bob' });

  const [found, ...others] = await list('?to=ADA@example');
  const detail = await read(found?.id ?? '');

  expect(others).toEqual([]);
  expect(found).toMatchObject({ subject: 'Grüße, Ada', to: ['ada@example.com'] });
  expect(detail).toMatchObject({ html: '<p>Hello</p>', text: 'Hello' });
  expect(detail.headers['x-notification-id']).toBe('n-1');
  expect(detail.raw).toContain('Content-Type: multipart/alternative');
});

test('messages are found by a part of the subject, the newest first', async () => {
  await send({ to: 'cy@example.com', subject: 'Order 1 of Cy' });
  await send({ to: 'cy@example.com', subject: 'Order 2 of Cy' });

  const both = await list('?subject=OF%20CY');
  const one = await list('?subject=of%20cy&limit=1');

  expect(both.map(({ subject }) => subject)).toEqual(['Order 2 of Cy', 'Order 1 of Cy']);
  expect(one.map(({ subject }) => subject)).toEqual(['Order 2 of Cy']);
});

test('the HTML of a mail is served where it can run and load nothing', async () => {
  await send({
    to: 'eve@example.com',
    subject: 'Script',
    html: '<script>alert(1)</script><a href="https://example.com">x</a>',
  });
  const [mail] = await list('?to=eve@example.com');

  const response = await fetch(`${inbox.webUrl}/messages/${mail?.id}/html`);
  const policy = response.headers.get('content-security-policy') ?? '';

  expect(policy).toMatch(
    /^sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'/,
  );
  expect(policy).not.toMatch(/allow-scripts|allow-same-origin|script-src/);
  expect(await response.text()).toContain('<base target="_blank">');
});

test('the page refers to no other host', async () => {
  const parts = await Promise.all(
    ['/', '/style.css', '/script.js'].map(async (path) =>
      (await fetch(inbox.webUrl + path)).text(),
    ),
  );

  const hosts = parts.join('\n').match(/(?<!xmlns=')https?:\/\/[^'"\s)]+/g) ?? [];

  expect(hosts).toEqual([]);
});

test('a page of another name cannot read the inbox', async () => {
  const { port } = new URL(inbox.webUrl);
  const { request } = await import('node:http');

  const status = await new Promise((resolve, reject) => {
    const headers = { host: `rebound.example:${port}` };
    request({ host: '127.0.0.1', port, path: '/api/messages', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });

  expect(status).toBe(403);
});

test('an unchanged inbox is not listed again', async () => {
  const first = await fetch(`${inbox.webUrl}/api/messages`);
  const etag = first.headers.get('etag') ?? '';

  const second = await fetch(`${inbox.webUrl}/api/messages`, {
    headers: { 'if-none-match': etag },
  });

  expect(second.status).toBe(304);
});

type Letter = {
  readonly to: string;
  readonly subject: string;
  readonly html?: string;
  readonly text?: string;
};

async function send(letter: Letter): Promise<void> {
  const transport = createTransport(inbox.smtpUrl);
  await transport.sendMail({
    from: 'postroom@localhost',
    text: 'plain',
    headers: { 'X-Notification-ID': 'n-1' },
    ...letter,
  });
  transport.close();
}

async function list(query: string): Promise<readonly Summary[]> {
  const response = await fetch(`${inbox.webUrl}/api/messages${query}`);
  return ((await response.json()) as { messages: Summary[] }).messages;
}

async function read(id: string): Promise<Detail> {
  return (await (await fetch(`${inbox.webUrl}/api/messages/${id}`)).json()) as Detail;
}
