import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { page } from '../openapi/responses.ts';
import { guidePage } from '../pages/guide/page.ts';
import { pageScriptPath } from '../pages/html.ts';
import { scriptPath } from './documentation-script.ts';

/**
 * The guide, and every route to try. Everything it needs comes from here; the policy keeps the page
 * from asking any other host, whatever its scripts would like to.
 */
export const interactiveDocumentation = ({
  catalogue,
}: Pick<ApiContext, 'catalogue'>): Endpoint => {
  const html = guidePage(catalogue, { reference: scriptPath, page: pageScriptPath });
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
        "default-src 'self'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'",
      );
      return c.html(html);
    },
  };
};
