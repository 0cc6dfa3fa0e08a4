import type { ApiRequest } from '../http/endpoint.ts';

/** A page that runs no script but our own, and asks nobody. */
export const staticPage = (c: ApiRequest, html: string): Response | Promise<Response> => {
  c.header(
    'Content-Security-Policy',
    "default-src 'none'; script-src 'self'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'",
  );
  return c.html(html);
};
