/** JSON Schema, as far as our own document uses it. */
interface Schema {
  readonly $ref?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly type?: string | readonly string[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
}

/**
 * TypeScript for schemas and all that they refer to, one exported type each, not
 * formatted.
 */
export const typesOf = (
  roots: Readonly<Record<string, Schema>>,
  components: Readonly<Record<string, Schema>>,
): string => {
  const wanted = new Map(Object.entries(roots));
  // A map hands out what is added while it is walked.
  for (const [, schema] of wanted) {
    for (const [, name = ''] of JSON.stringify(schema).matchAll(
      /"#\/components\/schemas\/(\w+)"/g,
    )) {
      const found = components[name];
      if (found && !wanted.has(name)) wanted.set(name, found);
    }
  }
  const declared = [...wanted].toSorted(([a], [b]) => a.localeCompare(b)).map(declaration);
  return `// Made from /openapi.json by apps/api/src/openapi/client-types.test.ts; never edited by hand.\n\n${declared.join('\n\n')}\n`;
};

const declaration = ([name, schema]: readonly [string, Schema]): string => {
  const docs = comment(schema.description);
  return schema.properties
    ? `${docs}export interface ${name} ${objectOf(schema)}`
    : `${docs}export type ${name} = ${unionOf(schema).join(' | ')};`;
};

const comment = (text: string | undefined): string =>
  text === undefined ? '' : ['/**', text.replaceAll('*/', '* /'), '*/\n'].join(' ');

const objectOf = ({ properties = {}, required = [] }: Schema): string => {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const isOptional = !required.includes(name);
    const options = isOptional ? [...unionOf(schema), 'undefined'] : unionOf(schema);
    return `${comment(schema.description)}readonly ${name}${isOptional ? '?' : ''}: ${options.join(' | ')};\n`;
  });
  return `{\n${fields.join('')}}`;
};

const unionOf = (schema: Schema): readonly string[] => {
  const { $ref, type } = schema;
  if ($ref) return [$ref.split('/').at(-1) ?? ''];
  if (schema.const !== undefined) return [`'${schema.const}'`];
  if (schema.enum) {
    const values = schema.enum.map((value) => (value === null ? 'null' : `'${value}'`));
    return type?.includes('null') && !values.includes('null') ? [...values, 'null'] : values;
  }
  const choices = schema.oneOf ?? (schema.properties ? undefined : schema.anyOf);
  if (choices) return choices.flatMap((choice) => unionOf(choice));
  if (Array.isArray(type)) {
    return type.flatMap((each) => unionOf({ ...schema, type: each }));
  }
  return [plain(schema)];
};

const plain = (schema: Schema): string => {
  switch (schema.type) {
    case 'integer':
      return 'number';
    case 'array':
      return `readonly ${schema.items ? unionInArray(schema.items) : 'unknown'}[]`;
    case 'object':
      return schema.properties ? objectOf(schema) : recordOf(schema);
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return schema.type;
    default:
      return 'unknown';
  }
};

const unionInArray = (items: Schema): string => {
  const options = unionOf(items);
  return options.length === 1 ? (options[0] ?? '') : `(${options.join(' | ')})`;
};

const recordOf = ({ additionalProperties }: Schema): string => {
  const values =
    typeof additionalProperties === 'object' ? unionOf(additionalProperties) : ['unknown'];
  return `{ readonly [name: string]: ${values.join(' | ')} }`;
};
