import type { JsonObject } from '@postroom/domain';
import { z } from 'zod';
import { address, link, multiline, text, timestamp } from '../fields.ts';
import { isObject, type YamlFile, type YamlPath } from './yaml-file.ts';

/**
 * Makes the fields of a JSON Schema object into zod, by the same rules as built-in types: text is one
 * line without control characters unless marked `multiline`, a `format: uri` is an http, https or
 * mailto link, objects are closed. Of JSON Schema it takes what is listed below; anything else is a
 * fault, never silently ignored.
 */
export const shapeOf = (
  file: YamlFile,
  path: YamlPath,
  schema: unknown,
): Readonly<Record<string, z.ZodType>> => {
  if (!isObject(schema)) {
    file.complain(path, 'must be a JSON Schema of an object, with `properties`');
    return {};
  }
  file.onlyKnown(path, schema, [...objectKeywords, ...notes]);
  if (schema.type !== undefined && schema.type !== 'object') {
    file.complain([...path, 'type'], '`type` must be object here');
  }
  if (schema.additionalProperties !== undefined && schema.additionalProperties !== false) {
    const at = [...path, 'additionalProperties'];
    file.complain(
      at,
      '`additionalProperties` can only be false: fields nobody declared are refused',
    );
  }
  const properties = schema.properties ?? {};
  if (!isObject(properties)) {
    file.complain([...path, 'properties'], '`properties` must map names to schemas');
    return {};
  }
  const required = requiredIn(file, path, schema, Object.keys(properties));
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => {
      const at = [...path, 'properties', name];
      if (!/^[a-z][a-z0-9_]{0,63}$/.test(name)) {
        file.complain(
          at,
          `\`${name}\` is not a name; use lower-case letters, digits and underscores`,
        );
      }
      const field = fieldOf(file, at, property);
      return [name, required.includes(name) ? field : field.optional()];
    }),
  );
};

const requiredIn = (
  file: YamlFile,
  path: YamlPath,
  schema: JsonObject,
  names: readonly string[],
): readonly unknown[] => {
  const required = schema.required ?? [];
  const at = [...path, 'required'];
  if (!Array.isArray(required)) {
    file.complain(at, '`required` must be a list of names');
    return [];
  }
  for (const name of required.filter((each) => !names.includes(each))) {
    file.complain(at, `\`required\` names ${String(name)}, which is not among the properties`);
  }
  return required;
};

const notes = ['description', 'title', 'sensitive', 'examples', '$comment'] as const;
const objectKeywords = ['type', 'properties', 'required', 'additionalProperties'] as const;

/** The keywords that each kind of value takes, beside the notes. */
const keywords: Readonly<Record<string, readonly string[]>> = {
  string: ['type', 'minLength', 'maxLength', 'pattern', 'format', 'enum', 'multiline'],
  integer: ['type', 'minimum', 'maximum'],
  number: ['type', 'minimum', 'maximum'],
  boolean: ['type'],
  array: ['type', 'items', 'minItems', 'maxItems'],
  object: objectKeywords,
};

const fieldOf = (file: YamlFile, path: YamlPath, schema: unknown): z.ZodType => {
  if (!isObject(schema)) {
    file.complain(path, 'must be a JSON Schema, such as `{ type: string, maxLength: 200 }`');
    return z.unknown();
  }
  const type = String(schema.type);
  const known = keywords[type];
  if (!known || !Object.hasOwn(keywords, type)) {
    const kinds = Object.keys(keywords).join(', ');
    file.complain([...path, 'type'], `\`type\` must be one of ${kinds}`);
    return z.unknown();
  }
  file.onlyKnown(path, schema, [...known, ...notes]);
  return withNotes(file, path, schema, plainField(file, path, type, schema));
};

const plainField = (
  file: YamlFile,
  path: YamlPath,
  type: string,
  schema: JsonObject,
): z.ZodType => {
  const size = (name: string): number | undefined => sizeOf(file, path, schema, name);
  switch (type) {
    case 'string':
      return textField(file, path, schema);
    case 'integer':
      return bounded(z.int(), schema.minimum, schema.maximum);
    case 'number':
      return bounded(z.number(), schema.minimum, schema.maximum);
    case 'boolean':
      return z.boolean();
    case 'array':
      return z
        .array(fieldOf(file, [...path, 'items'], schema.items))
        .min(size('minItems') ?? 0)
        .max(size('maxItems') ?? 1_000);
    default:
      return z.strictObject(shapeOf(file, path, schema));
  }
};

/** Text without a limit gets one: what is unbounded is a way to fill a database. */
const longestText = 20_000;

const textField = (file: YamlFile, path: YamlPath, schema: JsonObject): z.ZodType => {
  const values = schema.enum;
  if (values !== undefined) {
    if (
      Array.isArray(values) &&
      values.length > 0 &&
      values.every((each) => typeof each === 'string')
    ) {
      return z.enum(values, { error: `must be one of ${values.join(', ')}` });
    }
    file.complain([...path, 'enum'], '`enum` must be a list of texts');
  }
  if (schema.format !== undefined) return formatted(file, path, schema.format);
  const max = sizeOf(file, path, schema, 'maxLength') ?? longestText;
  const min = sizeOf(file, path, schema, 'minLength') ?? 1;
  const field = (schema.multiline === true ? multiline(max) : text(max)).min(min);
  const pattern = patternOf(file, path, schema.pattern);
  return pattern ? field.regex(pattern, { error: `must match ${pattern.source}` }) : field;
};

const formatted = (file: YamlFile, path: YamlPath, format: unknown): z.ZodType => {
  switch (format) {
    case 'uri':
      return link();
    case 'email':
      return address();
    case 'date-time':
      return timestamp();
    default:
      file.complain([...path, 'format'], '`format` must be one of uri, email, date-time');
      return z.unknown();
  }
};

const patternOf = (file: YamlFile, path: YamlPath, pattern: unknown): RegExp | undefined => {
  if (pattern === undefined) return undefined;
  try {
    return new RegExp(String(pattern), 'u');
  } catch {
    file.complain([...path, 'pattern'], '`pattern` is not a regular expression (ECMA-262)');
    return undefined;
  }
};

const sizeOf = (
  file: YamlFile,
  path: YamlPath,
  schema: JsonObject,
  name: string,
): number | undefined => {
  const value = schema[name];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  file.complain([...path, name], `\`${name}\` must be a whole number`);
  return undefined;
};

const bounded = (field: z.ZodNumber, minimum: unknown, maximum: unknown): z.ZodNumber => {
  const above = typeof minimum === 'number' ? field.min(minimum) : field;
  return typeof maximum === 'number' ? above.max(maximum) : above;
};

const withNotes = (
  file: YamlFile,
  path: YamlPath,
  { description, sensitive }: JsonObject,
  field: z.ZodType,
): z.ZodType => {
  if (sensitive !== undefined && typeof sensitive !== 'boolean') {
    file.complain([...path, 'sensitive'], '`sensitive` must be true or false');
  }
  if (sensitive === true && path.filter((step) => step === 'properties').length > 1) {
    const detail = 'only a field of the top can be `sensitive`; mark the one around it';
    file.complain([...path, 'sensitive'], detail);
  }
  const described = description === undefined ? field : field.describe(String(description));
  return sensitive === true ? described.meta({ ...described.meta(), sensitive: true }) : described;
};
