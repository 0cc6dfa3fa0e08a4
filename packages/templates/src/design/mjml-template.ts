import { readFile } from 'node:fs/promises';
import type { Template as LiquidTemplate } from 'liquidjs';
import { plainTextOf } from '../own-html.ts';
import type { Template, TemplateContext } from '../template.ts';
import { htmlLiquid, textLiquid } from './liquid.ts';
import { mjmlHead } from './mjml-head.ts';
import { preheaderPad } from './preheader.ts';

/** A file, or what was read from one, with the name that faults are told under. */
type Source = URL | { readonly name: string; readonly content: string };

interface MjmlSources {
  readonly name: string;
  /** The document's title; may hold variables in Liquid. */
  readonly title: string;
  /** MJML without a head, or with one of its own; variables in Liquid. */
  readonly mjml: Source;
  /** The text face, in Liquid; without one it is derived from the HTML of each mail. */
  readonly text: Source | undefined;
}

/** A file that lies in the package's `mjml` folder, from sources and from what was built alike. */
export const mjmlFile = (file: string): URL => new URL(`../../mjml/${file}`, import.meta.url);

/**
 * A template written in MJML. It is compiled once, at first use; variables enter afterwards and
 * escaped, so nothing in them is ever read as MJML.
 * @throws when the MJML is not valid or the Liquid cannot be parsed, naming the file.
 */
export const mjmlTemplate = (sources: MjmlSources): Template => {
  let compiled: Promise<Compiled> | undefined;
  return {
    name: sources.name,
    ...(sources.mjml instanceof URL ? {} : { source: sourceOf(sources) }),
    full: async (context) => {
      compiled ??= compile(sources);
      const { html, text } = await compiled;
      return { html: html(context), text: text(context) };
    },
  };
};

const sourceOf = ({ mjml, text }: MjmlSources): string =>
  [mjml, text].map((each) => (each && 'content' in each ? each.content : '')).join('\0');

interface Compiled {
  html(context: TemplateContext): string;
  text(context: TemplateContext): string;
}

const compile = async (sources: MjmlSources): Promise<Compiled> => {
  const { text: textSource } = sources;
  const [mjml, text] = await Promise.all([
    contentOf(sources.mjml),
    textSource === undefined ? undefined : contentOf(textSource),
  ]);
  const html = await htmlOf(mjml, sources);
  const forHtml = htmlLiquid();
  const forText = textLiquid();
  const htmlParts = parsed(sources.mjml, () => forHtml.parse(html));
  const rendered = (context: TemplateContext): string => forHtml.renderSync(htmlParts, context);
  if (textSource === undefined || text === undefined) {
    return { html: rendered, text: (context) => `${plainTextOf(rendered(context)).trim()}\n` };
  }
  const textParts = parsed(textSource, () => forText.parse(text));
  return { html: rendered, text: (context) => forText.renderSync(textParts, context) };
};

const contentOf = async (source: Source): Promise<string> =>
  source instanceof URL ? readFile(source, 'utf8') : source.content;

const htmlOf = async (source: string, sources: MjmlSources): Promise<string> => {
  // MJML is large and only renderers need it; a process that merely validates never loads it.
  const { default: mjml2html } = await import('mjml');
  const { html } = await mjml2html(withHead(source, sources.title), {
    validationLevel: 'strict',
    keepComments: false,
    fonts: {},
  }).catch((cause: unknown) => {
    throw new Error(`${fileOf(sources.mjml)} is not valid MJML: ${String(cause)}`, { cause });
  });
  return html.replace('{{ preheader_pad }}', preheaderPad);
};

const withHead = (source: string, title: string): string =>
  source.includes('<mj-head>')
    ? source
    : source.replace(/<mjml([^>]*)>/, (_, attributes: string) => {
        return `<mjml${attributes}>${mjmlHead(title)}`;
      });

const parsed = (file: Source, parse: () => LiquidTemplate[]): LiquidTemplate[] => {
  try {
    return parse();
  } catch (cause) {
    throw new Error(`${fileOf(file)} is not valid Liquid: ${String(cause)}`, { cause });
  }
};

const fileOf = (file: Source): string =>
  file instanceof URL ? file.pathname.split('/').slice(-2).join('/') : file.name;
