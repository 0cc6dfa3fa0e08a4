import type { RouteConfig } from '@hono/zod-openapi';
import { type ProblemCode, statusOf } from '../problem/codes.ts';
import { explanations } from '../problem/explanations.ts';
import { problemSchema } from './schemas.ts';

type Responses = RouteConfig['responses'];
type Schema = NonNullable<
  NonNullable<Extract<Responses[string], { content?: unknown }>['content']>[string]
>;

/** A good answer in JSON. */
export const json = (description: string, schema: unknown): Responses[string] => ({
  description,
  // A zod schema or a piece of JSON Schema: what a media type takes.
  content: { 'application/json': { schema } as Schema },
});

export const page = (description: string, type = 'text/html'): Responses[string] => ({
  description,
  content: { [type]: { schema: { type: 'string' } } },
});

/** What a route refuses with, by status. */
export const problems = (...codes: readonly ProblemCode[]): Responses => {
  const described = (status: number): string =>
    codes
      .filter((code) => statusOf(code) === status)
      .map((code) => `\`${code}\`: ${explanations[code].title}`)
      .join('. ');
  return Object.fromEntries(
    codes.map(statusOf).map((status) => [
      status,
      {
        description: described(status),
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  );
};
