import { listing, table } from './guide/code.ts';
import { escapeHtml, prose } from './html.ts';

/** JSON Schema, as far as a reader is shown it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
}

/** A schema for people: a link, a choice of links, or a table of its fields. */
export const schemaHtml = (schema: Schema, name: string): string => {
  const said = schema.description ? `<p>${prose(schema.description)}</p>\n` : '';
  if (schema.$ref) return `<p>${link(schema.$ref)}</p>\n`;
  if (schema.oneOf?.every(({ $ref }) => $ref)) {
    const choices = schema.oneOf.map(({ $ref = '' }) => `<li>${link($ref)}</li>`);
    return `${said}<p>One of:</p>\n<ul>${choices.join('')}</ul>\n`;
  }
  if (!schema.properties) return said + listing(name, `${JSON.stringify(schema, null, 2)}\n`);
  return said + table(['Field', 'Is', 'Means'], rowsOf(schema, ''));
};

/** Fields of fields follow their owner, with its name before theirs. */
const rowsOf = ({ properties = {}, required = [] }: Schema, owner: string): readonly string[][] =>
  Object.entries(properties).flatMap(([name, schema]) => {
    const inner = schema.items?.properties ? schema.items : schema;
    const path = `${owner}${name}`;
    return [
      [
        `<code>${escapeHtml(path)}</code>`,
        `${kindOf(schema)}${required.includes(name) ? ', required' : ''}`,
        prose(schema.description ?? ''),
      ],
      ...rowsOf(inner, `${path}${inner === schema ? '.' : '[].'}`),
    ];
  });

const kindOf = (schema: Schema): string => {
  if (schema.$ref) return link(schema.$ref);
  if (schema.const !== undefined) return `<code>${escapeHtml(JSON.stringify(schema.const))}</code>`;
  if (schema.enum)
    return schema.enum.map((each) => `<code>${escapeHtml(String(each))}</code>`).join(' ');
  const choices = schema.oneOf ?? (schema.properties ? undefined : schema.anyOf);
  if (choices) return [...new Set(choices.map(kindOf))].join(' or ');
  if (schema.items) return `list of ${kindOf(schema.items)}`;
  const type =
    typeof schema.type === 'string' ? schema.type : (schema.type ?? ['anything']).join(' or ');
  return escapeHtml(schema.format ? `${type} (${schema.format})` : type);
};

const link = ($ref: string): string => {
  const name = escapeHtml($ref.split('/').at(-1) ?? '');
  return `<a href="#schema-${name}">${name}</a>`;
};
