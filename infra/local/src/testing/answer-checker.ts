import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** A request and its answer, as far as an OpenAPI document speaks of them. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  /** The parsed body of the request; undefined when it had none, or may be wrong in part. */
  readonly sent: unknown;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

interface Media {
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>;
}

interface Answer extends Media {
  readonly headers?: Readonly<Record<string, { readonly $ref: string }>>;
}

interface Operation {
  readonly requestBody?: Media;
  readonly responses: Readonly<Record<string, Answer>>;
}

interface Header {
  readonly required?: boolean;
  readonly schema: { readonly type: string };
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly headers: Readonly<Record<string, Header>> };
}

/** Those of HTTP itself, which documents do not mention. */
const plainHeaders =
  /^(cache-control|connection|content-(encoding|length|security-policy|type)|date|keep-alive|traceparent|transfer-encoding|vary|x-content-type-options)$/;

/**
 * Holds exchanges against the text of an OpenAPI 3.1 document: whether it knows the route, the status, the media
 * type, the headers and the shape of the answer; and whether a body that was accepted is one that
 * the document allows. Answers with the faults, none when all is as documented.
 */
export const createAnswerChecker = (text: string) => {
  const document: Document = JSON.parse(text);
  const ajv = new Ajv2020({ strict: false, allErrors: true, coerceTypes: false });
  addFormats.default(ajv);
  ajv.addSchema(document, 'document');
  const compiled = new Map<object, ValidateFunction>();
  const faultsOf = (schema: object, value: unknown): readonly string[] => {
    const rooted = () => JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/'));
    const validate = compiled.get(schema) ?? ajv.compile(rooted());
    compiled.set(schema, validate);
    return validate(value) ? [] : [ajv.errorsText(validate.errors)];
  };

  // Fixed paths first: where a path could be two, that is the one.
  const paths = Object.entries(document.paths)
    .toSorted(([a], [b]) => a.split('{').length - b.split('{').length)
    .map(([path, item]) => ({ pattern: patternOf(path), item }));
  const operationOf = ({ method, path }: Exchange): Operation | undefined =>
    paths.find(({ pattern }) => pattern.test(path))?.item[
      method === 'HEAD' ? 'get' : method.toLowerCase()
    ];

  const headerFaults = (documented: Answer, headers: Headers): readonly string[] => {
    const known = Object.entries(documented.headers ?? {}).flatMap(([name, { $ref }]) => {
      const header = document.components.headers[$ref.split('/').at(-1) ?? ''];
      const value = headers.get(name);
      if (!header) return [`${name} leads nowhere`];
      if (value === null) return header.required ? [`without ${name}`] : [];
      const isNumber = header.schema.type === 'integer';
      return faultsOf(header.schema, isNumber ? Number(value) : value).map(
        (fault) => `${name}: ${fault}`,
      );
    });
    const names = Object.keys(documented.headers ?? {}).map((name) => name.toLowerCase());
    const others = [...headers.keys()].filter(
      (name) => !plainHeaders.test(name) && !names.includes(name),
    );
    return [...known, ...others.map((name) => `${name} is not in the document`)];
  };

  return (exchange: Exchange): readonly string[] => {
    const { method, path, status, headers, text, sent } = exchange;
    const operation = operationOf(exchange);
    const name = `${method} ${path}: ${status}`;
    // What the document does not have is not there.
    if (!operation && (status === 404 || status === 405)) return [];
    const documented = operation?.responses[status];
    if (!documented) return [`${name} is not in the document`];
    const type = (headers.get('content-type') ?? '').split(';')[0] ?? '';
    const schema = documented.content?.[type]?.schema;
    if (documented.content && !schema) return [`${name} as ${type} is not in the document`];
    const faults = [...headerFaults(documented, headers)];
    if (schema && type.endsWith('json') && method !== 'HEAD')
      faults.push(...faultsOf(schema, JSON.parse(text)));
    const asked = operation?.requestBody?.content?.['application/json']?.schema;
    if (status < 300 && asked && sent !== undefined) {
      faults.push(...faultsOf(asked, withoutNulls(sent)).map((f) => `accepted, though ${f}`));
    }
    return faults.map((fault) => `${name}: ${fault}`);
  };
};

/** A field that is null is one that stays away. */
const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const given = Object.entries(value).filter(([, each]) => each !== null);
  return Object.fromEntries(given.map(([name, each]) => [name, withoutNulls(each)]));
};

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
