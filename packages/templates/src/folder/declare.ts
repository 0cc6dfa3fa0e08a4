import { mjmlTemplate } from '../design/mjml-template.ts';
import { escapeHtml } from '../escape.ts';
import { spokenFault } from '../faults.ts';
import { placeholdersIn } from '../subject.ts';
import { reservedNames, type TemplatedType } from '../template.ts';
import { objectSchema } from '../variables.ts';
import { eventsOf } from './events.ts';
import { hintFor } from './fault.ts';
import type { Markup } from './markup.ts';
import { shapeOf } from './schema-shape.ts';
import { settingsOf } from './settings.ts';
import { isObject, type YamlFile } from './yaml-file.ts';

const fields = [
  'queue',
  'category',
  'description',
  'subject',
  'variables',
  'ttl',
  'default',
  'on_ambiguous',
  'html_content',
  'events',
  'samples',
] as const;

interface Given {
  readonly type: string;
  readonly file: YamlFile;
  readonly mjml: Markup;
  readonly text: Markup | undefined;
}

/** The type that a file declares. Faults are noted in the file; with any, the answer is not to be used. */
export const declare = ({ type, file, mjml, text }: Given): TemplatedType => {
  file.onlyKnown([], file.value, fields);
  const settings = settingsOf(file);
  const shape = shapeOf(file, ['variables'], file.value.variables ?? {});
  for (const name of reservedNames.filter((each) => each in shape)) {
    const detail = `\`${name}\` is given by the installation; choose another name`;
    file.complain(['variables', 'properties', name], detail);
  }
  const variables = objectSchema(shape);
  const known = ['service_name', ...variables.names];
  const named = placeholdersIn(settings.subject);
  for (const name of named.filter((each) => !known.includes(each))) {
    file.complain(
      ['subject'],
      `the subject names {${name}}, which is no variable${hintFor(name, known)}`,
    );
  }
  for (const name of named.filter((each) => variables.sensitive.includes(each))) {
    file.complain(['subject'], `{${name}} is sensitive and a subject is kept; leave it out`);
  }
  const required = variables.jsonSchema().required;
  const always = Array.isArray(required) ? ['service_name', ...required] : ['service_name'];
  return {
    type,
    ...settings,
    variables,
    causedBy: eventsOf(file, variables),
    samples: samplesOf(file, variables),
    template: mjmlTemplate({
      name: type,
      title: titleOf(settings.subject, always),
      mjml: { name: mjml.file, content: mjml.content },
      text: text && { name: text.file, content: text.content },
    }),
  };
};

/** The subject as the document's title, where every name in it always has a value. */
const titleOf = (subject: string, always: readonly unknown[]): string =>
  placeholdersIn(subject).every((name) => always.includes(name)) && !/\{[{%]/.test(subject)
    ? escapeHtml(subject).replace(/\{([a-z][a-z0-9_]*)\}/g, '{{ $1 }}')
    : '{{ service_name }}';

const samplesOf = (
  file: YamlFile,
  variables: TemplatedType['variables'],
): TemplatedType['samples'] => {
  const given = file.value.samples;
  const [first, ...rest] = Array.isArray(given) ? given.filter(isObject) : [];
  if (!Array.isArray(given) || first === undefined || given.length > rest.length + 1) {
    file.complain(['samples'], '`samples` must list at least one set of variables');
    return [{}, {}];
  }
  for (const [index, sample] of [first, ...rest].entries()) {
    const checked = variables.check(sample, 'refuse');
    for (const issue of checked.ok ? [] : checked.issues) {
      file.complain(['samples', index, ...issue.path], `${issue.code}: ${spokenFault(issue)}`);
    }
  }
  // Everybody who reads a declaration may count on two; one that was not varied stands twice.
  const [second = first, ...others] = rest;
  return [first, second, ...others];
};
