import type { EventDeclaration, JsonObject, LinkBase, ObjectSchema } from '@postroom/domain';
import { spokenFault } from '../faults.ts';
import { requestFor, userFields } from '../types/event.ts';
import { objectSchema } from '../variables.ts';
import { hintFor } from './fault.ts';
import { shapeOf } from './schema-shape.ts';
import { isObject, type YamlFile, type YamlPath } from './yaml-file.ts';

/** The events that cause a type, as its file declares them. */
export const eventsOf = (file: YamlFile, variables: ObjectSchema): readonly EventDeclaration[] => {
  const events = file.value.events ?? [];
  if (!Array.isArray(events)) {
    file.complain(['events'], '`events` must be a list');
    return [];
  }
  return events.flatMap((event: unknown, index) => {
    const declared = eventOf(file, ['events', index], event, variables);
    return declared ? [declared] : [];
  });
};

const known = ['event', 'aliases', 'fields', 'variables', 'sample', 'creates_preferences'];

const eventOf = (
  file: YamlFile,
  path: YamlPath,
  event: unknown,
  variables: ObjectSchema,
): EventDeclaration | undefined => {
  if (!isObject(event)) {
    file.complain(path, 'must be a mapping with `event`, `fields` and `sample`');
    return undefined;
  }
  file.onlyKnown(path, event, known);
  if (
    typeof event.event !== 'string' ||
    !/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/.test(event.event)
  ) {
    const detail = '`event` must be a routing key such as billing.invoice_ready';
    file.complain([...path, 'event'], detail);
    return undefined;
  }
  const aliases = event.aliases ?? [];
  if (!Array.isArray(aliases) || aliases.some((alias) => typeof alias !== 'string')) {
    file.complain([...path, 'aliases'], '`aliases` must be a list of class names');
    return undefined;
  }
  const fields = objectSchema({
    ...userFields,
    ...shapeOf(file, [...path, 'fields'], event.fields ?? {}),
  });
  const mapping = mappingOf(file, path, event.variables, fields, variables);
  const declared: EventDeclaration = {
    event: event.event,
    aliases,
    fields,
    sample: isObject(event.sample) ? event.sample : {},
    createsPreferences: event.creates_preferences === true,
    toRequest: (values, links) => requestFor(values, mapped(mapping, values, links)),
  };
  checkSample(file, [...path, 'sample'], declared, variables);
  return declared;
};

/** Variable to a text with fields in braces; what is left out takes the field of its own name. */
type Mapping = Readonly<Record<string, string>>;

const mappingOf = (
  file: YamlFile,
  path: YamlPath,
  given: unknown,
  fields: ObjectSchema,
  variables: ObjectSchema,
): Mapping => {
  const at = [...path, 'variables'];
  const sameNames = variables.names.filter((name) => fields.names.includes(name));
  const own = Object.fromEntries(sameNames.map((name) => [name, `{${name}}`]));
  if (given === undefined) return own;
  if (!isObject(given)) {
    file.complain(at, '`variables` must map variables to texts such as "{field}"');
    return own;
  }
  file.onlyKnown(at, given, variables.names);
  for (const [name, text] of Object.entries(given)) {
    if (typeof text !== 'string') file.complain([...at, name], 'must be a text such as "{field}"');
    for (const [, field = ''] of String(text).matchAll(placeholder)) {
      if (field === 'app_url' || fields.names.includes(field)) continue;
      const hint = hintFor(field, ['app_url', ...fields.names]);
      file.complain([...at, name], `{${field}} is not a field of the event${hint}`);
    }
  }
  const texts = Object.entries(given).map(([name, text]) => [name, String(text)] as const);
  return { ...own, ...Object.fromEntries(texts) };
};

const placeholder = /\{([a-z][a-z0-9_]*)\}/g;

const mapped = (mapping: Mapping, fields: JsonObject, { appUrl }: LinkBase): JsonObject =>
  Object.fromEntries(
    Object.entries(mapping).map(([name, text]) => [name, filled(text, fields, appUrl)]),
  );

/**
 * `{field}` alone is the field itself, of whatever kind. In a text that is a link each field is
 * encoded, so that whatever it holds stays one step of the path.
 */
const filled = (text: string, fields: JsonObject, appUrl: string): unknown => {
  const alone = /^\{([a-z][a-z0-9_]*)\}$/.exec(text)?.[1];
  if (alone !== undefined && alone !== 'app_url') return own(fields, alone);
  const isLink = /^(?:\{app_url\}|https?:)/.test(text);
  return text.replace(placeholder, (_, name: string) => {
    if (name === 'app_url') return appUrl;
    const value = String(own(fields, name) ?? '');
    return isLink ? encodeURIComponent(value) : value;
  });
};

const own = (fields: JsonObject, name: string): unknown =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

const checkSample = (
  file: YamlFile,
  path: YamlPath,
  { fields, sample, toRequest }: EventDeclaration,
  variables: ObjectSchema,
): void => {
  const checked = fields.check(sample, 'refuse');
  if (!checked.ok) {
    for (const issue of checked.issues) {
      file.complain([...path, ...issue.path], `${issue.code}: ${spokenFault(issue)}`);
    }
    return;
  }
  const request = toRequest(checked.value, { appUrl: 'https://app.example.com' });
  const made = variables.check(request.variables, 'refuse');
  for (const issue of made.ok ? [] : made.issues) {
    file.complain(path, `the variables made from it: ${issue.code}: ${spokenFault(issue)}`);
  }
};
