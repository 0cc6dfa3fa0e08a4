import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classNameOf, type EventDeclaration } from '@postroom/domain';
import { createCatalogue } from '../catalogue.ts';
import type { TemplatedType } from '../template.ts';
import { builtInTypes } from '../types/index.ts';
import { declare } from './declare.ts';
import { type TypeFault, TypesFolderError } from './fault.ts';
import { type Markup, mjmlFaults, textFaults } from './markup.ts';
import { readYaml } from './yaml-file.ts';

/**
 * The types of an installation: the built-in ones, and those that `dir` (`TYPES_DIR`) declares, each
 * of which is added or takes the place of the built-in one of its name. A type is `<type>.yaml`
 * beside `<type>.mjml` and, where the text is not to be derived from the HTML, `<type>.txt`. The
 * files are read once; a change counts from the next start.
 *
 * @throws TypesFolderError naming every fault of every file, with its line.
 */
export const loadTypes = async ({
  dir,
}: {
  readonly dir: string | undefined;
}): Promise<readonly TemplatedType[]> => {
  if (dir === undefined) return builtInTypes;
  const files = namesIn(dir);
  const strays = files.flatMap((file) => strayFault(file, files));
  const declared = await Promise.all(
    files.filter((file) => file.endsWith('.yaml')).map((file) => load(dir, file, files)),
  );
  const faults = [...strays, ...declared.flatMap((each) => each.faults)];
  const types = merged(declared.map(({ type }) => type));
  const all = [...faults, ...collisions(types, declared)];
  if (all.length > 0) throw new TypesFolderError(dir, all);
  createCatalogue(types);
  return types;
};

const namesIn = (dir: string): readonly string[] => {
  try {
    return readdirSync(dir).toSorted();
  } catch (cause) {
    throw new Error(`the folder ${dir} (TYPES_DIR) cannot be read: ${String(cause)}`, { cause });
  }
};

/** Other files, such as a README, are nobody's business. */
const strayFault = (file: string, files: readonly string[]): readonly TypeFault[] => {
  const [, name = '', ending = ''] = /^([^.].*)\.(yaml|yml|mjml|txt)$/.exec(file) ?? [];
  const fault = (detail: string): readonly TypeFault[] => [{ file, line: 1, detail }];
  if (ending === 'yml') return fault(`rename it to ${name}.yaml`);
  if (ending === 'mjml' && !files.includes(`${name}.yaml`)) {
    return fault(`there is no ${name}.yaml beside it, so no type would use it`);
  }
  if (ending === 'txt' && files.includes(`${name}.mjml`) && !files.includes(`${name}.yaml`)) {
    return fault(`there is no ${name}.yaml beside it`);
  }
  return [];
};

const load = async (dir: string, name: string, files: readonly string[]) => {
  const type = name.slice(0, -'.yaml'.length);
  const read = (file: string): Markup => ({ file, content: readFileSync(join(dir, file), 'utf8') });
  const { content: source } = read(name);
  const file = readYaml(name, source);
  // Of a file that cannot be read nothing else is worth telling.
  const unreadable = file.faults();
  const hasMjml = files.includes(`${type}.mjml`);
  const mjml = hasMjml ? read(`${type}.mjml`) : { file: name, content: '' };
  const text = files.includes(`${type}.txt`) ? read(`${type}.txt`) : undefined;
  if (!/^[a-z][a-z0-9_]{0,63}$/.test(type)) {
    file.complain(
      [],
      'the name must be lower-case letters, digits and underscores: it is the type',
    );
  }
  if (!hasMjml) file.complain([], `there is no ${type}.mjml beside it, the template of its mails`);
  const declared = declare({ type, file, mjml, text });
  if (unreadable.length > 0) return { type: declared, source, faults: unreadable };
  const faults = [
    ...file.faults(),
    ...(hasMjml ? await mjmlFaults(mjml, declared) : []),
    ...(text ? textFaults(text, declared) : []),
  ];
  return { type: declared, source, faults };
};

/** An overriding type keeps the place of the one it overrides. */
const merged = (own: readonly TemplatedType[]): readonly TemplatedType[] => {
  const byName = new Map(own.map((type) => [type.type, type]));
  const builtIn = builtInTypes.map((type) => byName.get(type.type) ?? type);
  const added = own.filter(({ type }) => !builtInTypes.some((each) => each.type === type));
  return [...builtIn, ...added];
};

interface Loaded {
  readonly type: TemplatedType;
  /** The text of its YAML. */
  readonly source: string;
}

/** Events of the folder's types that cause another type already. */
const collisions = (
  types: readonly TemplatedType[],
  own: readonly Loaded[],
): readonly TypeFault[] => {
  const owners = types.flatMap(({ type, causedBy }) =>
    causedBy.flatMap((event) => spellingsOf(event).map((name) => ({ type, name }))),
  );
  return own.flatMap(({ type: { type, causedBy }, source }) =>
    causedBy.flatMap((declared): TypeFault[] => {
      const names = spellingsOf(declared);
      const other = owners.find((each) => each.type !== type && names.includes(each.name));
      const line = source.slice(0, source.indexOf(declared.event)).split('\n').length;
      const detail = `the event ${declared.event} already causes ${other?.type}; an event causes one type`;
      return other === undefined ? [] : [{ file: `${type}.yaml`, line, detail }];
    }),
  );
};

const spellingsOf = ({ event, aliases = [] }: EventDeclaration): readonly string[] => [
  classNameOf(event),
  ...aliases,
];
