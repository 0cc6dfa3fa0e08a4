import type { JsonObject } from '@postroom/domain';
import { contextOf, sampleContexts } from '../context.ts';
import { isLink } from '../link.ts';
import type { Draw, Drawing, Drawn, TemplateContext, TemplatedType } from '../template.ts';
import { fixed, joined, play, type Script, type Spell } from './script.ts';
import { cut, markerFor, type Segments } from './segments.ts';

/**
 * Compiles a template in React Email. It may ask which optional variables are there, so there is a
 * script for each set of variables, made when the set first comes, by drawing markers in their
 * place. Each proves itself with the type's samples; a set whose proof fails is not drawn from
 * stretches.
 */
export const compileReact = (type: TemplatedType, drawing: Drawing, serviceName: string): Draw => {
  const links = linksOf(type);
  const known = new Map<string, Promise<Scripts | undefined>>();
  const scriptsFor = (names: readonly string[]): Promise<Scripts | undefined> => {
    const shape = names.join(' ');
    const found =
      known.get(shape) ??
      // A template that cannot even draw the markers is judged by the full render alone.
      compile({ drawing, names, links, type, serviceName }).catch(() => undefined);
    known.set(shape, found);
    return found;
  };
  return async (context) => {
    const presented = drawing.present(context);
    const names = variablesIn(presented);
    if (!fits(presented, names, links)) return undefined;
    const scripts = await scriptsFor(names);
    return scripts && drawn(scripts, presented);
  };
};

interface Scripts {
  readonly html: Script;
  readonly text: Script;
}

const drawn = (scripts: Scripts, presented: TemplateContext): Drawn | undefined => {
  const html = play(scripts.html, presented);
  const text = play(scripts.text, presented);
  return html && text
    ? { html: joined(html), text: joined(text), stretches: { html, text } }
    : undefined;
};

interface Compilation {
  readonly drawing: Drawing;
  /** The variables that are there. */
  readonly names: readonly string[];
  readonly links: ReadonlySet<string>;
  readonly type: TemplatedType;
  readonly serviceName: string;
}

/** Undefined when scripts would not give the bytes of the full render. */
const compile = async (compilation: Compilation): Promise<Scripts | undefined> => {
  const { drawing, names, links, serviceName } = compilation;
  const marked = names.map((name, index) => {
    return [markerFor(index, links.has(name) ? 'link' : 'text'), name] as const;
  });
  const markers = new Map(marked);
  const context = {
    ...contextOf({ variables: {}, serviceName, unsubscribeUrl: null }),
    ...Object.fromEntries(marked.map(([marker, name]) => [name, marker])),
  };
  const scripts = {
    html: scriptOf(cut(await drawing.html(context), markers), escapeLikeReact),
    text: scriptOf(cut(drawing.text(context), markers), (value) => value),
  };
  for (const sample of provingSamples(compilation)) {
    const compiled = drawn(scripts, sample);
    if (compiled?.html !== (await drawing.html(sample))) return undefined;
    if (compiled.text !== drawing.text(sample)) return undefined;
  }
  return scripts;
};

const scriptOf = ({ pieces, slots }: Segments, spell: Spell): Script =>
  pieces.flatMap((piece, index) => {
    const slot = slots[index];
    const before = piece === '' ? [] : [fixed(piece)];
    return slot === undefined
      ? before
      : [...before, { step: 'value' as const, path: [slot] as const, spell }];
  });

/** The samples that have all the variables of the set, presented, without their other variables. */
const provingSamples = ({ type, names, drawing, serviceName }: Compilation) =>
  sampleContexts(type, serviceName)
    .map((sample) => drawing.present(sample))
    .filter((sample) => names.every((name) => Object.hasOwn(sample, name)))
    .map((sample) => without(sample, names));

const without = (sample: TemplateContext, names: readonly string[]): TemplateContext => {
  const kept = Object.entries(sample).filter(([name]) => isConstant(name) || names.includes(name));
  // The constants of the context are all kept.
  return Object.fromEntries(kept) as TemplateContext;
};

const variablesIn = (context: TemplateContext): readonly string[] =>
  Object.keys(context)
    .filter((name) => !isConstant(name))
    .sort();

/** The same in every mail of an installation, and so part of the pieces. */
const isConstant = (name: string): boolean => name === 'service_name' || name === 'service_initial';

/** Whether values are of the kinds that scripts are made for. */
const fits = (context: JsonObject, names: readonly string[], links: ReadonlySet<string>): boolean =>
  names.every((name) => {
    const value = context[name];
    return typeof value === 'string' && (!links.has(name) || isLink(value));
  });

/** Variables that go into an `href`: a marker must pass for a link there. */
const linksOf = ({ variables }: TemplatedType): ReadonlySet<string> => {
  const { properties } = variables.jsonSchema();
  const described = Object.entries((properties ?? {}) as Record<string, JsonObject>);
  const links = described.filter(([, { format }]) => format === 'uri').map(([name]) => name);
  return new Set([...links, 'unsubscribe_url']);
};

/** React spells the apostrophe in its own way; the bytes must be the same. */
const escapeLikeReact = (value: string): string =>
  value.replace(/[&<>"']/g, (character) => entities[character] ?? character);

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
};
