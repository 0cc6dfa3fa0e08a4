import type { ApiRequest } from '../http/endpoint.ts';

/** A page that runs nothing and asks nobody. */
export const staticPage = (c: ApiRequest, html: string): Response | Promise<Response> => {
  c.header(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  );
  return c.html(html);
};
