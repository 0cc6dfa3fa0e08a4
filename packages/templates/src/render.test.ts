import { describe, expect, test } from 'vitest';
import { createRenderer } from './render.ts';
import { builtInTypes } from './types/index.ts';

const renderer = createRenderer(builtInTypes, { serviceName: 'Letters & Co' });
const { render } = renderer;

const samples = builtInTypes.flatMap(({ type, samples }) =>
  samples.map((variables, index) => ({ type, variables, index })),
);

const welcomeTo = (username: string) =>
  render({ type: 'welcome', template: 'welcome', variables: { username } });

describe('every type', () => {
  test.each(samples)('renders HTML and text: $type, sample $index', async ({ type, variables }) => {
    const mail = await render({ type, template: type, variables });

    expect(mail.html).toMatch(/^\s*<!doctype html/i);
    expect(mail.html).toContain('lang="en"');
    expect(mail.html).toContain('Letters &amp; Co');
    expect(mail.html).toContain('prefers-color-scheme:dark');
    expect(mail.html).not.toMatch(/undefined|\[object|<img|<link|@import|\{\{|\{%/);
    expect(mail.text).toContain('Letters & Co');
    expect(mail.text).not.toMatch(/undefined|\[object|<\/|&amp;|\{\{|\{%/);
    expect(mail.subject).not.toMatch(/[{}]/);
  });

  test.each(samples)('renders the same bytes again: $type, sample $index', async (sample) => {
    const request = { template: sample.type, type: sample.type, variables: sample.variables };
    const another = createRenderer(builtInTypes, { serviceName: 'Letters & Co' });

    expect(await another.render(request)).toEqual(await render(request));
  });

  test.each(samples)('asks no other host for anything: $type, sample $index', async (sample) => {
    const { html } = await render({
      template: sample.type,
      type: sample.type,
      variables: sample.variables,
    });

    expect(html).not.toMatch(/\ssrc=|url\(|<script|<iframe|<object|<form/i);
  });
});

describe('a mail', () => {
  test('carries its link twice, on the button and spelt out', async () => {
    const variables = { username: 'Ada', verification_link: 'https://a.example/v?x=1&y=2' };
    const mail = await render({
      type: 'email_verification',
      template: 'email_verification',
      variables,
    });

    expect(mail.html.match(/href="https:\/\/a\.example\/v\?x=1&amp;y=2"/g)).toHaveLength(2);
    expect(mail.html).toContain('>https://a.example/v?x=1&amp;y=2<');
    expect(mail.text).toContain('\nhttps://a.example/v?x=1&y=2\n');
  });

  test('shows the address and the time of an alert only when they are given', async () => {
    const alert = (more: object) =>
      render({
        type: 'security_alert',
        template: 'security_alert',
        variables: { alert_message: 'New device', ...more },
      });

    const full = await alert({ ip: '203.0.113.7', occurred_at: '2026-05-03T10:14:00Z' });
    const bare = await alert({});

    expect(full.text).toContain('Time: 3 May 2026, 10:14 UTC\nIP address: 203.0.113.7');
    expect(full.html).toContain('203.0.113.7');
    expect(bare.text + bare.html).not.toMatch(/IP address|UTC/);
  });

  test('lists every item of an order, and the total with its currency', async () => {
    const items = Array.from({ length: 200 }, (_, index) => ({
      name: `Pen ${index}`,
      quantity: index + 1,
      price: '1.50',
    }));
    const mail = await render({
      type: 'order_confirmation',
      template: 'order_confirmation',
      variables: { order_number: 'A-1', items, total: '99.90', currency: 'EUR' },
    });

    expect(mail.subject).toBe('Your order A-1');
    expect(mail.html.match(/>Pen \d+</g)).toHaveLength(200);
    expect(mail.html).toContain('99.90 EUR');
    expect(mail.text).toContain('200 x Pen 199: 1.50\n\nTotal: 99.90 EUR');
  });

  test('of marketing shows how to unsubscribe, and otherwise says where', async () => {
    const variables = { headline: 'New', body: 'a\nb', cta_label: 'Go', cta_link: 'https://a.b/c' };
    const request = { type: 'marketing', template: 'marketing', variables };

    const linked = await render({ ...request, unsubscribeUrl: 'https://p.example/u/1?a=1&b=2' });
    const plain = await render(request);

    expect(linked.html).toContain('href="https://p.example/u/1?a=1&amp;b=2"');
    expect(linked.text).toContain('Unsubscribe: https://p.example/u/1?a=1&b=2');
    expect(linked.html).toContain('a<br />b');
    expect(plain.html + plain.text).not.toMatch(/unsubscribe/i);
    expect(plain.text).toContain('switch it off in the settings');
  });
});

describe('the subject', () => {
  test('is the type’s, filled, unless the caller gave one, which is taken literally', async () => {
    const request = { type: 'welcome', template: 'welcome', variables: {} };

    expect((await render(request)).subject).toBe('Welcome to Letters & Co');
    expect((await render({ ...request, subject: 'Hi {username}' })).subject).toBe('Hi {username}');
  });

  test('is that of the template when the type’s asks for variables it does not have', async () => {
    const mail = await render({ type: 'marketing', template: 'welcome', variables: {} });

    expect(mail.subject).toBe('Welcome to Letters & Co');
  });

  test('is refused with a line break in it', async () => {
    const request = { type: 'welcome', template: 'welcome', variables: {}, subject: 'a\r\nBcc: b' };

    await expect(render(request)).rejects.toThrow(
      'the subject must not contain control characters',
    );
  });
});

describe('the template’s hash', () => {
  test('is the same for all variables and another for every template', async () => {
    const hashes = await Promise.all(
      builtInTypes.map(async ({ type, samples }) => {
        const [first, second] = samples;
        const one = await render({ type, template: type, variables: first });
        const two = await render({ type, template: type, variables: second });
        expect(two.templateHash).toBe(one.templateHash);
        return one.templateHash;
      }),
    );

    expect(new Set(hashes).size).toBe(builtInTypes.length);
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{32}$/);
  });

  test('changes with the service’s name, which is in every mail', async () => {
    const renamed = createRenderer(builtInTypes, { serviceName: 'Other' });
    const request = { type: 'welcome', template: 'welcome', variables: {} };

    expect((await renamed.render(request)).templateHash).not.toBe(
      (await render(request)).templateHash,
    );
  });
});

describe('a request that can never be rendered is refused', () => {
  test('for an unknown type or template', async () => {
    const request = { type: 'welcome', template: 'welcome', variables: {} };

    await expect(render({ ...request, type: 'x' })).rejects.toThrow('there is no type named x');
    await expect(render({ ...request, template: 'constructor' })).rejects.toThrow(
      'there is no template named constructor',
    );
  });

  test('for variables that do not fit, naming them and no value', async () => {
    const variables = { username: 'Ada', verification_link: 'javascript:canary' };
    const request = { type: 'email_verification', template: 'email_verification', variables };

    await expect(render(request)).rejects.toThrow(/`verification_link` must be/);
    await expect(render(request)).rejects.not.toThrow(/canary/);
  });

  test('for an unsubscribe address that is no link', async () => {
    const request = { type: 'welcome', template: 'welcome', variables: {} };

    await expect(render({ ...request, unsubscribeUrl: 'javascript:x' })).rejects.toThrow(
      'the address for unsubscribing',
    );
  });

  test('for a service without a name', () => {
    expect(() => createRenderer(builtInTypes, { serviceName: 'a\nb' })).toThrow('SERVICE_NAME');
  });
});

test('preparing compiles every template', async () => {
  await expect(renderer.prepare()).resolves.toBeUndefined();
});

test('a name in any script arrives as it is', async () => {
  const mail = await welcomeTo('Ольга 山田 👩‍👩‍👧 مرحبا');

  expect(mail.html).toContain('Hello Ольга 山田 👩‍👩‍👧 مرحبا,');
  expect(mail.text).toContain('Hello Ольга 山田 👩‍👩‍👧 مرحبا,');
});
