import type { OpenAPIHono } from '@hono/zod-openapi';
import type { TypeCatalogue } from '@postroom/domain';
import type { ApiEnv } from '../http/env.ts';
import { problemCodes, statusOf } from '../problem/codes.ts';
import { explanations } from '../problem/explanations.ts';
import { problemExample } from './problem-example.ts';
import { responseHeaders } from './response-headers.ts';
import { sendRequestSchemas } from './send-request.ts';

/** What operations refer to: bodies, headers, examples of problems, and how callers show who they are. */
export const registerComponents = (
  { openAPIRegistry: registry }: OpenAPIHono<ApiEnv>,
  catalogue: TypeCatalogue,
): void => {
  for (const [name, schema] of Object.entries(sendRequestSchemas(catalogue))) {
    registry.registerComponent('schemas', name, schema);
  }
  for (const [name, header] of Object.entries(responseHeaders)) {
    registry.registerComponent('headers', name, header);
  }
  for (const code of problemCodes) {
    registry.registerComponent('examples', code, {
      summary: `${statusOf(code)}: ${explanations[code].title}`,
      value: problemExample(code),
    });
  }
  registry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description:
      'A key of a service, `pr_live_...`, with the scopes it was made with; with `pr_test_...` the whole path is walked and nothing leaves.',
  });
  registry.registerComponent('securitySchemes', 'userToken', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      "A user's own token (RS256 or ES256, from the issuer that `JWKS_URL` names). `sub` is the user id; it reaches that user's preferences and history and nothing else.",
  });
};
