import type { Endpoint } from '../http/endpoint.ts';
import { page } from '../openapi/responses.ts';
import { errorsPage } from '../pages/errors.ts';
import { staticPage } from './static-page.ts';

export const errorsDocumentation = (): Endpoint => ({
  access: 'public',
  answersAlways: true,
  route: {
    method: 'get',
    path: '/documentation/errors',
    tags: ['Service'],
    summary: 'What each problem means and what to do',
    security: [],
    responses: { 200: page('A page with an anchor for every code.') },
  },
  handle: (c) => staticPage(c, errorsPage()),
});
