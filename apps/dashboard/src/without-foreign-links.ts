import type { MiddlewareHandler } from 'hono';

/**
 * Takes out of HTML pages every `<link>` to another host. Bull Board asks one for its typeface: that
 * tells a stranger who looks at the queues, and where there is no way out the page waits for it. The
 * system's own typeface stands in.
 */
export const withoutForeignLinks: MiddlewareHandler = async (c, next) => {
  await next();
  if (!c.res.headers.get('content-type')?.startsWith('text/html')) return;
  const page = (await c.res.text()).replaceAll(foreignLink, '');
  const headers = new Headers(c.res.headers);
  headers.delete('content-length');
  // Assigning a response to one that is there would merge the old headers in again.
  c.res = undefined;
  c.res = new Response(page, { status: 200, headers });
};

const foreignLink = /<link\b[^>]*\bhref="(?:https?:)?\/\/[^>]*>/gi;
