import type { OpenAPIHono } from '@hono/zod-openapi';
import { type HeaderName, headerReference } from './response-headers.ts';

export type OpenApiDocument = ReturnType<OpenAPIHono['getOpenAPI31Document']>;

interface Operation {
  operationId?: string;
  parameters?: readonly { readonly name?: string }[];
  responses?: Record<string, Response>;
}

interface Response {
  headers?: Record<string, unknown>;
  content?: Record<string, unknown>;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/**
 * Adds what every operation has and no route has to say, a name and the headers of its answers, and
 * leaves out the components that nothing refers to.
 */
export const complete = (document: OpenApiDocument): OpenApiDocument => {
  const paths = completedPaths(document);
  const text = JSON.stringify(paths);
  const isUsed = (kind: string, name: string) => text.includes(`"#/components/${kind}/${name}"`);
  const used = <Value>(kind: string, all: Readonly<Record<string, Value>> = {}) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => isUsed(kind, name)));
  const { components = {} } = document;
  const { headers, examples } = components;
  return {
    ...document,
    paths,
    components: {
      ...components,
      headers: used('headers', headers),
      examples: used('examples', examples),
    },
  };
};

const completedPaths = (document: OpenApiDocument) =>
  Object.fromEntries(
    Object.entries(document.paths ?? {}).map(([path, item]) => [
      path,
      Object.fromEntries(
        Object.entries(item).map(([method, operation]) => [
          method,
          methods.some((each) => each === method)
            ? completed(`${method} ${path}`, operation)
            : operation,
        ]),
      ),
    ]),
  );

const completed = (name: string, operation: Operation): Operation => ({
  operationId: operationId(name),
  ...operation,
  responses: Object.fromEntries(
    Object.entries(operation.responses ?? {}).map(([status, response]) => [
      status,
      { ...response, headers: headersOf(operation, { name, status, response }) },
    ]),
  ),
});

const headersOf = (
  { parameters = [], responses = {} }: Operation,
  {
    name,
    status,
    response,
  }: { readonly name: string; readonly status: string; readonly response: Response },
): Readonly<Record<string, unknown>> => {
  const mayRepeat = parameters.some(({ name }) => name === 'Idempotency-Key');
  const isCounted = '429' in responses;
  const names: readonly HeaderName[] = [
    'X-Correlation-ID',
    ...(isCounted ? (['RateLimit', 'RateLimit-Policy'] as const) : []),
    ...(!name.startsWith('get ') && status.startsWith('2')
      ? (['X-Postroom-Position'] as const)
      : []),
    ...(mayRepeat && status.startsWith('2') ? (['Idempotent-Replayed'] as const) : []),
    ...(response.content?.['application/problem+json'] ? (ofProblems[status] ?? []) : []),
  ];
  return {
    ...response.headers,
    ...Object.fromEntries(names.map((each) => [each, headerReference(each)])),
  };
};

const ofProblems: Readonly<Record<string, readonly HeaderName[]>> = {
  401: ['WWW-Authenticate'],
  403: ['WWW-Authenticate'],
  405: ['Allow'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

/** `get /notifications/{id}` is `getNotificationsById`: stable, as long as the path is. */
const operationId = (name: string): string => {
  const words = name
    .replaceAll(/\{(\w+)\}/g, 'by $1')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean);
  return words
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
};
