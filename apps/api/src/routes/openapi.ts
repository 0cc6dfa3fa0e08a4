import type { Endpoint } from '../http/endpoint.ts';
import type { OpenApiDocument } from '../openapi/document.ts';
import { json } from '../openapi/responses.ts';

export const openApi = (document: () => OpenApiDocument): Endpoint => ({
  access: 'public',
  answersAlways: true,
  route: {
    method: 'get',
    path: '/openapi.json',
    tags: ['Service'],
    summary: 'This API as OpenAPI 3.1',
    security: [],
    responses: { 200: json('The document.', { type: 'object' }) },
  },
  handle: (c) => c.json(document()),
});
