import type { Endpoint } from '../http/endpoint.ts';
import type { OpenApiDocument } from '../openapi/document.ts';
import { page } from '../openapi/responses.ts';
import { apiReferencePage } from '../pages/api-reference.ts';
import { staticPage } from './static-page.ts';

export const apiReference = (document: () => OpenApiDocument): Endpoint => ({
  access: 'public',
  answersAlways: true,
  route: {
    method: 'get',
    path: '/api-reference',
    tags: ['Service'],
    summary: 'Every route on one page',
    security: [],
    responses: { 200: page('A page without scripts.') },
  },
  handle: (c) => staticPage(c, apiReferencePage(document())),
});
