import type { OpenAPIHono } from '@hono/zod-openapi';
import { reference } from './send-request.ts';

export type OpenApiDocument = ReturnType<OpenAPIHono['getOpenAPI31Document']>;

interface Operation {
  operationId?: string;
  responses?: Record<string, unknown>;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Adds what every operation has and no route has to say: a name, and how it refuses. */
export const complete = (document: OpenApiDocument): OpenApiDocument => ({
  ...document,
  paths: Object.fromEntries(
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
  ),
});

const completed = (name: string, operation: Operation): Operation => {
  const responses = operation.responses ?? {};
  const refuses = Object.keys(responses).some((status) => status.startsWith('4'));
  return {
    operationId: operationId(name),
    ...operation,
    responses: refuses ? responses : { ...responses, '4XX': refusal },
  };
};

const refusal = {
  description: 'A request that HTTP itself does not allow.',
  content: { 'application/problem+json': { schema: { $ref: reference('Problem') } } },
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
