import type { Checked, JsonObject, ObjectSchema } from '@postroom/domain';
import { z } from 'zod';
import { faultsOf } from './faults.ts';

/**
 * An `ObjectSchema` on zod. Objects are strict at every depth, every fault is reported at once, and
 * fields marked with `.meta({ sensitive: true })` are listed as such.
 */
export const objectSchema = (shape: z.core.$ZodLooseShape): ObjectSchema => {
  const names = Object.keys(shape);
  const strict = z.strictObject(shape);
  const namesAt = (path: readonly (string | number)[]) => fieldsOf(follow(strict, path));
  return {
    names,
    sensitive: names.filter((name) => isSensitive(shape[name])),
    check: (input, unknown) => {
      const first = strict.safeParse(input);
      if (first.success) return valid(first.data);
      const second = unknown === 'ignore' ? retryWithout(strict, input, first.error) : first;
      if (second.success) return valid(second.data);
      return { ok: false, issues: faultsOf(second.error.issues, input, namesAt) };
    },
    jsonSchema: () => jsonSchemaOf(strict),
  };
};

const valid = (value: JsonObject): Checked => ({ ok: true, value });

/** Parses once more without the fields that nobody declared, at whatever depth they were. */
const retryWithout = (schema: z.ZodType<JsonObject>, input: unknown, error: z.ZodError) => {
  const unknown = error.issues.filter((issue) => issue.code === 'unrecognized_keys');
  if (unknown.length === 0) return schema.safeParse(input);
  const copy = structuredClone(input);
  for (const { path, keys } of unknown) {
    const holder = path.reduce<unknown>((value, step) => Reflect.get(Object(value), step), copy);
    for (const key of keys) Reflect.deleteProperty(Object(holder), key);
  }
  return schema.safeParse(copy);
};

const isSensitive = (field: unknown): boolean => {
  if (!(field instanceof z.ZodType)) return false;
  return field.meta()?.sensitive === true || isSensitive(wrapped(field));
};

/** What an optional or nullable field wraps. */
const wrapped = (schema: unknown): unknown =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? schema.unwrap() : undefined;

const follow = (schema: unknown, path: readonly (string | number)[]): unknown => {
  const inner = wrapped(schema);
  if (inner !== undefined) return follow(inner, path);
  const [step, ...rest] = path;
  if (step === undefined) return schema;
  if (schema instanceof z.ZodArray) return follow(schema.element, rest);
  if (schema instanceof z.ZodObject) return follow(schema.shape[step], rest);
  return undefined;
};

const fieldsOf = (schema: unknown): readonly string[] =>
  schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];

const jsonSchemaOf = (schema: z.ZodType): JsonObject => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { override: markSensitive });
  return rest;
};

/** Our mark becomes an extension keyword, which every reader of JSON Schema skips. */
const markSensitive = ({ jsonSchema }: { jsonSchema: Record<string, unknown> }): void => {
  if (jsonSchema.sensitive !== true) return;
  delete jsonSchema.sensitive;
  jsonSchema['x-sensitive'] = true;
};
