import { listing, table } from './guide/code.ts';
import { escapeHtml, prose } from './html.ts';
import { type Schema, schemaHtml } from './schema.ts';

/** An operation of the document, as far as the page shows it. */
export interface Operation {
  readonly operationId?: string;
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, Media>> };
  readonly responses?: Readonly<Record<string, Answer>>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
}

interface Answer {
  readonly description?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, Media>>;
}

interface Media {
  readonly schema?: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value?: unknown }>>;
}

export const operationHtml = ({
  path,
  method,
  operation,
}: {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}): string => `<h2 id="${operation.operationId}"><span class="method">${method.toUpperCase()}</span> ${escapeHtml(path)}</h2>
<p>${prose([operation.summary, operation.description].filter(Boolean).join('. '))}</p>
<p class="soft">For ${callersOf(operation)}.</p>
${parametersTable(operation.parameters ?? [])}${bodySection(operation)}${answersTable(operation)}`;

const callersOf = ({ security = [] }: Operation): string => {
  const names = security.flatMap((each) => Object.keys(each));
  if (names.length === 0) return 'everybody';
  const shown = names.map((name) => `<a href="#callers"><code>${escapeHtml(name)}</code></a>`);
  const isOptional = security.some((each) => Object.keys(each).length === 0);
  return `${shown.join(' and ')}${isOptional ? ', and everybody' : ''}`;
};

const parametersTable = (parameters: readonly Parameter[]): string =>
  parameters.length === 0
    ? ''
    : `<h4>Parameters</h4>\n${table(
        ['Name', 'Stands in', 'Means'],
        parameters.map(({ name, in: place, required, description }) => [
          `<code>${escapeHtml(name)}</code>`,
          `${place}${required ? ', required' : ''}`,
          prose(description ?? ''),
        ]),
      )}`;

const bodySection = ({ operationId = '', requestBody }: Operation): string => {
  const media = requestBody?.content?.['application/json'];
  if (!media) return '';
  const { schema = {}, example, examples = {} } = media;
  const shown = example === undefined ? Object.values(examples)[0]?.value : example;
  const listed =
    shown === undefined
      ? ''
      : listing(`example-${operationId}`, `${JSON.stringify(shown, null, 2)}\n`);
  return `<h4>Body</h4>\n${schemaHtml(schema, `body-${operationId}`)}${listed}`;
};

const answersTable = ({ responses = {} }: Operation): string =>
  `<h4>Answers</h4>\n${table(
    ['Status', 'Body', 'Means'],
    Object.entries(responses).map(([status, { description = '', headers = {}, content = {} }]) => [
      `<code>${status}</code>`,
      Object.values(content).map(bodyName).join(' or '),
      `${prose(description)}${headersOf(headers)}`,
    ]),
  )}`;

const bodyName = ({ schema }: Media): string => {
  const name = escapeHtml(schema?.$ref?.split('/').at(-1) ?? '');
  return name === '' ? '' : `<a href="#schema-${name}">${name}</a>`;
};

const headersOf = (headers: Readonly<Record<string, unknown>>): string => {
  // Every answer has that one.
  const names = Object.keys(headers).filter((name) => name !== 'X-Correlation-ID');
  if (names.length === 0) return '';
  return ` <span class="soft">With ${names.map((name) => `<code>${escapeHtml(name)}</code>`).join(' ')}</span>`;
};
