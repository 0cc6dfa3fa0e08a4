import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Answer } from './test-api.ts';

interface Media {
  readonly schema: object;
}

interface Document {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly responses: Readonly<
              Record<string, { readonly content?: Readonly<Record<string, Media>> }>
            >;
          }
        >
      >
    >
  >;
}

/**
 * What an answer has that the document does not say: its status, its media type, the shape of its
 * body. Undefined when it is as documented. Methods that a path has not, and paths that are none,
 * are answered with a problem, whose shape is looked at all the same.
 */
export const createComparison = (document: Document & object) => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'document');
  const compiled = new Map<string, ValidateFunction>();
  const validatorOf = (schema: object): ValidateFunction => {
    const text = JSON.stringify(schema).replaceAll('"#/', '"document#/');
    const known = compiled.get(text) ?? ajv.compile(JSON.parse(text));
    compiled.set(text, known);
    return known;
  };
  const problem = { $ref: '#/components/schemas/Problem' };

  return (route: { path: string; method: string }, answer: Answer): string | undefined => {
    const { status, headers, text, json } = answer;
    const type = (headers.get('content-type') ?? '').split(';')[0] ?? '';
    const operation = document.paths[route.path]?.[route.method.toLowerCase()];
    const responses = operation?.responses;
    const documented = responses?.[status] ?? responses?.[`${String(status)[0]}XX`];
    const isForeign = !operation && (status === 404 || status === 405);
    const content = isForeign
      ? { 'application/problem+json': { schema: problem } }
      : documented?.content;
    if (!documented && !isForeign) return `status ${status}`;
    const media = content?.[type];
    if (!media) return `${status} as ${type || 'nothing'}`;
    if (!type.endsWith('json') || text === '') return undefined;
    const validate = validatorOf(media.schema);
    if (validate(json)) return undefined;
    return `${status}: ${ajv.errorsText(validate.errors)}`;
  };
};
