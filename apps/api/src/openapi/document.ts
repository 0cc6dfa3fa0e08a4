import type { OpenAPIHono } from '@hono/zod-openapi';
import type { TypeCatalogue } from '@postroom/domain';
import type { ApiEnv } from '../http/env.ts';
import { complete, type OpenApiDocument } from './complete.ts';
import { registerComponents } from './components.ts';

export type { OpenApiDocument } from './complete.ts';

/** The OpenAPI 3.1 document of what is mounted; made once, for it never changes while we run. */
export const openApiDocument = (
  app: OpenAPIHono<ApiEnv>,
  { catalogue, version }: { readonly catalogue: TypeCatalogue; readonly version: string },
): (() => OpenApiDocument) => {
  let made: OpenApiDocument | undefined;
  return () => {
    made ??= make(app, { catalogue, version });
    return made;
  };
};

const make = (
  app: OpenAPIHono<ApiEnv>,
  { catalogue, version }: { readonly catalogue: TypeCatalogue; readonly version: string },
): OpenApiDocument => {
  registerComponents(app, catalogue);
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Postroom',
      version,
      description:
        'Hand in a notification; from the answer 202 on it is durable, and it gets there or you can see why not. Refusals are problems (RFC 9457), explained under [Errors](/documentation/errors).',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }],
    tags: [
      { name: 'Notifications', description: 'Hand in, read, cancel.' },
      { name: 'Preferences', description: 'What users want to get, and where.' },
      { name: 'Operations', description: 'For those who run it.' },
      { name: 'Service', description: 'What this is, and its documentation.' },
    ],
  });
  return complete(document);
};
