import type { ObjectSchema, TypeCatalogue, TypeDeclaration } from '@postroom/domain';
import { classNameOf } from '@postroom/domain';
import { spokenFault } from './faults.ts';
import { placeholdersIn } from './subject.ts';
import { reservedNames, type TemplatedType } from './template.ts';

export interface TemplateCatalogue extends TypeCatalogue {
  /** What `content` may name, in order of declaration. */
  readonly templateNames: readonly string[];
}

/**
 * Every type this installation knows. Declarations are checked here, once, so that whoever reads
 * one later may trust it.
 * @throws naming every fault of every declaration.
 */
export const createCatalogue = (types: readonly TemplatedType[]): TemplateCatalogue => {
  const faults = [...types.flatMap(faultsIn), ...collisionsAmong(types)];
  if (faults.length > 0) {
    throw new Error(`The types cannot be used:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
  }
  const byName = new Map(types.map((type) => [type.type, type] as const));
  const schemas = new Map<string, ObjectSchema>(
    types.map((type) => [type.template.name, type.variables] as const),
  );
  const causes = new Map(
    types.flatMap((declaration) =>
      declaration.causedBy.map((event) => [event.event, { declaration, event }] as const),
    ),
  );
  return {
    types,
    find: (type) => byName.get(type),
    causedBy: (event) => causes.get(event),
    templateVariables: (template) => schemas.get(template),
    templateNames: [...schemas.keys()],
  };
};

const faultsIn = (type: TemplatedType): readonly string[] => {
  const faults = [
    ...namingFaults(type),
    ...subjectFaults(type),
    ...sampleFaults(type),
    ...eventFaults(type),
  ];
  return faults.map((fault) => `${type.type}: ${fault}`);
};

const namePattern = /^[a-z][a-z0-9_]{0,63}$/;

const namingFaults = (type: TemplatedType): readonly string[] => [
  ...[type.type, type.template.name]
    .filter((name) => !namePattern.test(name))
    .map((name) => `"${name}" is not a name; use lower-case letters, digits and underscores`),
  ...type.variables.names
    .filter((name) => (reservedNames as readonly string[]).includes(name))
    .map((name) => `the variable ${name} is given by the installation; choose another name`),
  ...(Number.isSafeInteger(type.ttlSeconds) && type.ttlSeconds > 0
    ? []
    : ['ttlSeconds must be a whole number above 0']),
];

const subjectFaults = (type: TypeDeclaration): readonly string[] =>
  placeholdersIn(type.subject)
    .filter((name) => name !== 'service_name' && !type.variables.names.includes(name))
    .map((name) => `the subject names {${name}}, which is not a variable`);

const sampleFaults = (type: TypeDeclaration): readonly string[] =>
  type.samples.flatMap((sample, index) =>
    issuesOf(type.variables, sample).map((issue) => `sample ${index + 1}: ${issue}`),
  );

const eventFaults = (type: TypeDeclaration): readonly string[] =>
  type.causedBy.flatMap(({ event, fields, sample, toRequest }) => {
    const checked = fields.check(sample, 'refuse');
    if (!checked.ok) {
      return checked.issues.map((fault) => `the sample of ${event}: ${spokenFault(fault)}`);
    }
    const request = toRequest(checked.value, { appUrl: 'https://app.example.com' });
    return issuesOf(type.variables, request.variables).map(
      (issue) => `the variables made from the sample of ${event}: ${issue}`,
    );
  });

const issuesOf = (schema: ObjectSchema, value: unknown): readonly string[] => {
  const checked = schema.check(value, 'refuse');
  return checked.ok ? [] : checked.issues.map(spokenFault);
};

const collisionsAmong = (types: readonly TemplatedType[]): readonly string[] => {
  const events = types.flatMap((type) => type.causedBy);
  const spellings = events.flatMap(({ event, aliases = [] }) => [classNameOf(event), ...aliases]);
  return [
    ...repeated(types.map(({ type }) => type)).map((type) => `the type ${type} is declared twice`),
    ...repeated(types.map(({ template }) => template.name)).map(
      (name) => `the template ${name} is declared twice`,
    ),
    ...repeated(spellings).map((name) => `the event ${name} is declared twice`),
  ];
};

const repeated = (names: readonly string[]): readonly string[] => [
  ...new Set(names.filter((name, index) => names.indexOf(name) !== index)),
];
