import { Scalar } from '@scalar/hono-api-reference';
import type { Endpoint } from '../http/endpoint.ts';
import type { ApiEnv } from '../http/env.ts';
import { page } from '../openapi/responses.ts';
import { scriptPath } from './documentation-script.ts';

/**
 * The interactive documentation. Everything it needs comes from here; the policy keeps the page from
 * asking any other host, whatever its script would like to.
 */
export const interactiveDocumentation = (): Endpoint => ({
  access: 'public',
  answersAlways: true,
  route: {
    method: 'get',
    path: '/documentation',
    tags: ['Service'],
    summary: 'Interactive documentation',
    security: [],
    responses: { 200: page('A page to try every route on.') },
  },
  handle: async (c) => {
    c.header(
      'Content-Security-Policy',
      "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'",
    );
    // The middleware answers by itself and never calls on.
    const answer = await render(c, async () => undefined);
    return answer instanceof Response ? answer : c.res;
  },
});

const render = Scalar<ApiEnv>({
  url: '/openapi.json',
  cdn: scriptPath,
  pageTitle: 'Postroom · API',
  theme: 'default',
  withDefaultFonts: false,
  proxyUrl: '',
  hideClientButton: true,
  telemetry: false,
});
