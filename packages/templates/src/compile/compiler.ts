import type { JsonObject } from '@postroom/domain';
import { contextOf, sampleContexts } from '../context.ts';
import { isLink } from '../link.ts';
import type { Drawing, Faces, TemplateContext, TemplatedType } from '../template.ts';
import { cut, fill, markerFor, type Segments } from './segments.ts';

/**
 * Draws a type's mails from segments where that is proven to give the same bytes as the full
 * render, and in full where it is not.
 *
 * A template may ask which optional variables are there, so there are segments for each set of
 * variables, cut when the set first comes. Each set proves itself with the type's samples; one whose
 * proof fails (the template branches on a value, repeats or computes) is rendered in full from then on.
 */
export const createCompiler = (
  type: TemplatedType,
  serviceName: string,
): { faces(context: TemplateContext): Promise<Faces> } => {
  const { template } = type;
  const { drawing } = template;
  if (drawing === undefined) return { faces: (context) => template.full(context) };

  const links = linksOf(type);
  const known = new Map<string, Promise<Segments | undefined>>();
  const segmentsFor = (names: readonly string[]): Promise<Segments | undefined> => {
    const shape = names.join(' ');
    const found =
      known.get(shape) ??
      // A template that cannot even draw the markers is judged by the full render alone.
      compile({ drawing, names, links, type, serviceName }).catch(() => undefined);
    known.set(shape, found);
    return found;
  };

  return {
    faces: async (context) => {
      const presented = drawing.present(context);
      const names = variablesIn(presented);
      if (!fits(presented, names, links)) return template.full(context);
      const segments = await segmentsFor(names);
      if (segments === undefined) return template.full(context);
      return { html: filled(segments, presented), text: drawing.text(presented) };
    },
  };
};

interface Compilation {
  readonly drawing: Drawing;
  /** The variables that are there. */
  readonly names: readonly string[];
  readonly links: ReadonlySet<string>;
  readonly type: TemplatedType;
  readonly serviceName: string;
}

/** Undefined when segments would not give the bytes of the full render. */
const compile = async (compilation: Compilation): Promise<Segments | undefined> => {
  const { drawing, names, links, serviceName } = compilation;
  const marked = names.map((name, index) => {
    return [markerFor(index, links.has(name) ? 'link' : 'text'), name] as const;
  });
  const base = contextOf({ variables: {}, serviceName, unsubscribeUrl: null });
  const drawn = await drawing.html({
    ...base,
    ...Object.fromEntries(marked.map(([marker, name]) => [name, marker])),
  });
  const segments = cut(drawn, new Map(marked));
  for (const sample of provingSamples(compilation)) {
    if (filled(segments, sample) !== (await drawing.html(sample))) return undefined;
  }
  return segments;
};

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

const filled = (segments: Segments, context: JsonObject): string =>
  fill(segments, (name) => escapeLikeReact(String(context[name])));

const variablesIn = (context: TemplateContext): readonly string[] =>
  Object.keys(context)
    .filter((name) => !isConstant(name))
    .sort();

/** The same in every mail of an installation, and so part of the pieces. */
const isConstant = (name: string): boolean => name === 'service_name' || name === 'service_initial';

/** Whether values are of the kinds that segments are made for. */
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
