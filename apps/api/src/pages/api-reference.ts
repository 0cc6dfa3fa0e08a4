import type { OpenApiDocument } from '../openapi/document.ts';
import { escapeHtml, htmlPage, prose } from './html.ts';

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, Media>> };
  readonly responses?: Readonly<Record<string, { readonly description?: string }>>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
}

interface Media {
  readonly schema?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value?: unknown }>>;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Every route on one page that needs no script: for reading, searching and printing. */
export const apiReferencePage = (document: OpenApiDocument): string => {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      // What the generator made of our own routes has this shape.
      const operation = item[method] as Operation | undefined;
      return operation ? [operationSection({ path, method, operation })] : [];
    }),
  );
  return htmlPage({
    title: 'API reference',
    body: `<p>${prose(document.info.description ?? '').replace(
      /\[([^\]]+)\]\(([^)]+)\)/,
      '<a href="$2">$1</a>',
    )}</p>\n${operations.join('')}${schemasSection(document)}`,
  });
};

const operationSection = ({
  path,
  method,
  operation,
}: {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}): string => `<h2 id="${escapeHtml(`${method}-${path}`.replaceAll(/[^a-z]+/gi, '-'))}"><span class="method">${method.toUpperCase()}</span> ${escapeHtml(path)}</h2>
<p>${prose([operation.summary, operation.description].filter(Boolean).join('. '))}</p>
${parametersTable(operation.parameters ?? [])}${bodySection(operation)}${responsesTable(operation)}`;

const parametersTable = (parameters: readonly Parameter[]): string =>
  parameters.length === 0
    ? ''
    : `<h3>Parameters</h3><table>${parameters
        .map(
          ({ name, in: place, required, description }) =>
            `<tr><td><code>${escapeHtml(name)}</code></td><td class="soft">${place}${required ? ', required' : ''}</td><td>${prose(description ?? '')}</td></tr>`,
        )
        .join('')}</table>\n`;

const bodySection = ({ requestBody }: Operation): string => {
  const media = requestBody?.content?.['application/json'];
  if (!media) return '';
  const examples = Object.values(media.examples ?? {}).map(({ value }) => code(value));
  return `<h3>Body</h3>${code(media.schema)}${examples.join('')}\n`;
};

const responsesTable = ({ responses = {} }: Operation): string =>
  `<h3>Answers</h3><table>${Object.entries(responses)
    .map(
      ([status, { description }]) =>
        `<tr><td><code>${status}</code></td><td>${prose(description ?? '')}</td></tr>`,
    )
    .join('')}</table>\n`;

const schemasSection = ({ components }: OpenApiDocument): string =>
  Object.entries(components?.schemas ?? {})
    .map(
      ([name, schema]) =>
        `<h2 id="schema-${escapeHtml(name)}">${escapeHtml(name)}</h2>${code(schema)}\n`,
    )
    .join('');

const code = (value: unknown): string =>
  `<pre>${escapeHtml(JSON.stringify(value, null, 2) ?? '')}</pre>`;
