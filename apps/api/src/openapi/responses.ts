import type { RouteConfig } from '@hono/zod-openapi';
import { type ProblemCode, statusOf } from '../problem/codes.ts';
import { explanations } from '../problem/explanations.ts';
import { type HeaderName, headerReference } from './response-headers.ts';
import { problemSchema } from './schemas.ts';

type Responses = RouteConfig['responses'];
type Answer = Exclude<Responses[string], { $ref: string }>;
type Media = NonNullable<NonNullable<Answer['content']>[string]>;

const problemJson = 'application/problem+json';

/** A good answer in JSON, with the headers that belong to it alone. */
export const json = (
  description: string,
  schema: unknown,
  ...headers: readonly HeaderName[]
): Answer => ({
  description,
  ...(headers.length > 0 && {
    headers: Object.fromEntries(headers.map((name) => [name, headerReference(name)])),
  }),
  // A zod schema or a piece of JSON Schema: what a media type takes.
  content: { 'application/json': { schema } as Media },
});

export const page = (description: string, type = 'text/html'): Answer => ({
  description,
  content: { [type]: { schema: { type: 'string' } } },
});

/** What a route refuses with, by status, with an example for each code. */
export const problems = (...codes: readonly ProblemCode[]): Responses => {
  const answers = codes.map(statusOf).map((status) => {
    const same = codes.filter((code) => statusOf(code) === status);
    return [status, refusal(same)] as const;
  });
  return Object.fromEntries(answers);
};

const refusal = (codes: readonly ProblemCode[]): Answer => ({
  description: codes.map((code) => `\`${code}\`: ${explanations[code].title}.`).join(' '),
  content: {
    [problemJson]: {
      schema: problemSchema,
      examples: Object.fromEntries(codes.map((code) => [code, exampleReference(code)])),
    },
  },
});

const exampleReference = (code: ProblemCode) => ({ $ref: `#/components/examples/${code}` });

/** Both sets of answers; where a status is in both, what is said of it and what it holds is joined. */
export const joined = (own: Responses, more: Responses): Responses => {
  const both = Object.entries(more).map(([status, added]) => {
    const known = own[status];
    // No route of ours answers with a reference.
    const isPlain = known && !('$ref' in known) && !('$ref' in added);
    return [status, isPlain ? joinedOne(known, added) : added];
  });
  return { ...own, ...Object.fromEntries(both) };
};

const joinedOne = (own: Answer, added: Answer): Answer => {
  const said = [...new Set([own, added].flatMap(({ description = '' }) => sentences(description)))];
  const refusal = { ...added.content?.[problemJson], ...own.content?.[problemJson] };
  const examples = { ...examplesOf(added), ...examplesOf(own) };
  return {
    ...own,
    description: said.join(' '),
    content: { ...own.content, [problemJson]: { ...refusal, examples } as Media }, // as both were
  };
};

const examplesOf = ({ content }: Answer) => {
  const media = content?.[problemJson];
  return media && 'examples' in media ? media.examples : {};
};

const sentences = (text: string): readonly string[] => text.split(/(?<=\.) (?=`)/);
