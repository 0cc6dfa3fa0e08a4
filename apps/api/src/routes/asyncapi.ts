import { asyncApiDocument } from '../asyncapi/document.ts';
import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { json } from '../openapi/responses.ts';

export const asyncApi = (context: Pick<ApiContext, 'catalogue' | 'version'>): Endpoint => {
  const document = asyncApiDocument(context);
  return {
    access: 'public',
    answersAlways: true,
    route: {
      method: 'get',
      path: '/asyncapi.json',
      tags: ['Service'],
      summary: 'The events in and out as AsyncAPI 3.0',
      security: [],
      responses: { 200: json('The document.', { type: 'object' }) },
    },
    handle: (c) => c.json(document),
  };
};
