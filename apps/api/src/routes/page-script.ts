import type { Endpoint } from '../http/endpoint.ts';
import { page } from '../openapi/responses.ts';
import { pageScriptPath } from '../pages/html.ts';
import { script } from '../pages/script.ts';

export const pageScript = (): Endpoint => ({
  access: 'public',
  answersAlways: true,
  route: {
    method: 'get',
    path: pageScriptPath,
    tags: ['Service'],
    summary: 'The script of the pages: tabs and copying',
    security: [],
    responses: { 200: page('JavaScript.', 'text/javascript') },
  },
  handle: (c) =>
    c.body(script, 200, {
      'Content-Type': 'text/javascript; charset=utf-8',
      'Cache-Control': 'no-cache',
    }),
});
