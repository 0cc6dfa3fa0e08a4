import type { OpenApiDocument } from '../openapi/document.ts';
import { listing, table } from './guide/code.ts';
import { escapeHtml, htmlPage, prose } from './html.ts';
import { type Operation, operationHtml } from './operation.ts';
import { type Schema, schemaHtml } from './schema.ts';

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Every route and every body on one page, for reading, searching and printing. */
export const apiReferencePage = (document: OpenApiDocument): string => {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      // What the generator made of our own routes has this shape.
      const operation = item[method] as Operation | undefined;
      return operation ? [{ path, method, operation }] : [];
    }),
  );
  const groups = (document.tags ?? []).map(({ name, description = '' }) => {
    const own = operations.filter(({ operation }) => operation.tags?.includes(name));
    const links = own.map(({ path, method, operation }) => [
      `<a href="#${operation.operationId}"><code>${method.toUpperCase()} ${escapeHtml(path)}</code></a>`,
      prose(operation.summary ?? ''),
    ]);
    return {
      contents: `<h2>${name}</h2>\n<p class="soft">${prose(description)}</p>\n${table(['Route', 'Does'], links)}`,
      sections: own.map(operationHtml).join(''),
    };
  });
  return htmlPage({
    title: 'API reference',
    body: [
      `<p class="lead">${prose(document.info.description ?? '')}</p>\n`,
      ...groups.map(({ contents }) => contents),
      callersSection(document),
      ...groups.map(({ sections }) => sections),
      schemasSection(document),
    ].join(''),
  });
};

const callersSection = ({ components }: OpenApiDocument): string => {
  const schemes = Object.entries(components?.securitySchemes ?? {}).map(([name, scheme]) => [
    `<code>${escapeHtml(name)}</code>`,
    prose(scheme.description ?? ''),
  ]);
  return `<h2 id="callers">Callers</h2>
<p>Both are sent as <code>Authorization: Bearer ...</code>.</p>
${table(['Who', 'Is'], schemes)}`;
};

const schemasSection = ({ components }: OpenApiDocument): string =>
  `<h2 id="schemas">Bodies</h2>\n${Object.entries(components?.schemas ?? {})
    .map(([name, schema]) => {
      const id = `schema-${escapeHtml(name)}`;
      // Boolean schemas are none of ours.
      const html = schemaHtml(schema as Schema, id);
      const whole = listing(`${id}-json`, `${JSON.stringify(schema, null, 2)}\n`);
      return `<h3 id="${id}">${escapeHtml(name)}</h3>\n${html}<details><summary>As JSON Schema</summary>${whole}</details>\n`;
    })
    .join('')}`;
