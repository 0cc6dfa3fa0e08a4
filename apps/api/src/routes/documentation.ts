import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { page } from '../openapi/responses.ts';
import { guidePage } from '../pages/guide/page.ts';
import { pageScriptPath } from '../pages/html.ts';
import { tryPage } from '../pages/try.ts';
import { scriptPath } from './documentation-script.ts';

const tryPath = '/documentation/try';

/** The guide. The policy keeps the page from asking any other host. */
export const guide = ({ catalogue }: Pick<ApiContext, 'catalogue'>): Endpoint => {
  const html = guidePage(catalogue, tryPath);
  return {
    access: 'public',
    answersAlways: true,
    route: {
      method: 'get',
      path: '/documentation',
      tags: ['Service'],
      summary: 'How to use it, and every route to try',
      security: [],
      responses: { 200: page('A page with programs to copy, and every route to try.') },
    },
    handle: (c) => {
      c.header(
        'Content-Security-Policy',
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'",
      );
      return c.html(html);
    },
  };
};

/** Every route to try, by a script that the policy keeps from asking any other host, whatever it would like to. */
export const interactiveReference = (): Endpoint => ({
  access: 'public',
  answersAlways: true,
  route: {
    method: 'get',
    path: tryPath,
    tags: ['Service'],
    summary: 'Every route to try',
    security: [],
    responses: { 200: page('A page to try every route on.') },
  },
  handle: (c) => {
    c.header(
      'Content-Security-Policy',
      "default-src 'self'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'self'",
    );
    return c.html(tryPage([scriptPath, pageScriptPath]));
  },
});
