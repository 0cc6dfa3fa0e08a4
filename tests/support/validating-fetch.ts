import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}

/**
 * A `fetch` that holds every answer against the service's own OpenAPI document. It throws when the
 * document does not know the route, the status, the media type, or the shape of the body.
 */
export const validatingFetch = async (apiUrl: string): Promise<typeof globalThis.fetch> => {
  const document = JSON.parse(await (await fetch(`${apiUrl}/openapi.json`)).text());
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'document');
  const paths: [string, Record<string, Operation>][] = Object.entries(document.paths);
  // Fixed paths first, as the service has it.
  paths.sort(([a], [b]) => a.split('{').length - b.split('{').length);

  return async (input, init) => {
    const response = await fetch(input, init);
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const method = (init?.method ?? 'GET').toLowerCase();
    const name = `${method} ${pathname}: ${response.status}`;
    const [, item] = paths.find(([path]) => patternOf(path).test(pathname)) ?? [];
    const { responses } = item?.[method] ?? {};
    const documented = responses?.[response.status] ?? responses?.[`${name.at(-3)}XX`];
    if (!documented) throw new Error(`${name} is not in the document`);
    const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
    const schema = documented.content?.[type]?.schema;
    if (!schema) throw new Error(`${name} as ${type} is not in the document`);
    if (type.endsWith('json')) {
      const rooted = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/'));
      const validate = ajv.compile(rooted);
      if (!validate(await response.clone().json())) {
        throw new Error(`${name} is not as documented: ${ajv.errorsText(validate.errors)}`);
      }
    }
    return response;
  };
};

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
