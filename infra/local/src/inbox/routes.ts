import { Hono } from 'hono';
import { describe } from './mail.ts';
import type { Mailbox } from './mailbox.ts';
import { markup } from './page/markup.ts';
import { script } from './page/script.ts';
import { style } from './page/style.ts';

export type RoutesOptions = {
  readonly mailbox: Mailbox;
  /** The host listened on; on a loopback address the page answers to loopback names alone. */
  readonly host: string;
};

/** The page may load its own files and show a mail in a frame; nothing from anywhere else. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A mail's HTML runs nothing, loads nothing and is a stranger to our page, also in its own tab. */
const mailPolicy = [
  'sandbox allow-popups allow-popups-to-escape-sandbox',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  'font-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

/** The inbox's page and its JSON. */
export function routes({ mailbox, host }: RoutesOptions): Hono {
  const app = new Hono();

  app.use(async (c, next) => {
    if (isLoopback(host) && !isLoopback(new URL(c.req.url).hostname)) {
      // Another site's name that resolves to us (DNS rebinding) must not read mail with links in it.
      return c.text('This inbox answers to localhost only.', 403);
    }
    await next();
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'no-referrer');
    c.header('cache-control', 'no-store');
    if (!c.res.headers.has('content-security-policy')) {
      c.header('content-security-policy', pagePolicy);
    }
  });

  app.get('/', (c) => c.html(markup));
  app.get('/style.css', (c) => c.body(style, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/script.js', (c) =>
    c.body(script, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );

  app.get('/api/messages', async (c) => {
    // Polled by every open page: no list is made while nothing changes.
    const etag = `"${mailbox.version()}"`;
    if (c.req.header('if-none-match') === etag) return c.body(null, 304, { etag });
    const { to = '', subject = '', q: text = '', limit } = c.req.query();
    const messages = await mailbox.list({ to, subject, text, limit: limitFrom(limit) });
    return c.json({ messages, total: mailbox.size() }, 200, { etag });
  });
  app.delete('/api/messages', (c) => {
    mailbox.clear();
    return c.body(null, 204);
  });
  app.get('/api/messages/:id', async (c) => {
    const mail = mailbox.find(c.req.param('id'));
    if (mail === undefined) return c.json({ error: 'no such message' }, 404);
    return c.json(await describe(mail));
  });

  app.get('/messages/:id/html', async (c) => {
    const mail = mailbox.find(c.req.param('id'));
    if (mail === undefined) return c.text('no such message', 404);
    const { html } = await describe(mail);
    c.header('content-security-policy', mailPolicy);
    return c.html(withLinksInNewTabs(html ?? ''));
  });
  app.get('/messages/:id/raw', (c) => {
    const mail = mailbox.find(c.req.param('id'));
    if (mail === undefined) return c.text('no such message', 404);
    return c.body(new Uint8Array(mail.raw), 200, {
      'content-type': 'message/rfc822',
      'content-disposition': `attachment; filename="${mail.id}.eml"`,
    });
  });
  return app;
}

function limitFrom(value: string | undefined): number {
  const limit = Number(value);
  return Number.isInteger(limit) && limit > 0 ? Math.min(limit, 1_000) : 50;
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[?::1\]?)$/i.test(hostname);
}

/** A link would else open inside the small frame. Set within the head, to keep standards mode. */
function withLinksInNewTabs(html: string): string {
  const base = '<base target="_blank">';
  const head = /<head[^>]*>/i;
  return head.test(html) ? html.replace(head, (tag) => `${tag}${base}`) : `${base}${html}`;
}
