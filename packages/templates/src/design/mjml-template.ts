import { readFile } from 'node:fs/promises';
import type { Template as LiquidTemplate } from 'liquidjs';
import type { Template, TemplateContext } from '../template.ts';
import { htmlLiquid, textLiquid } from './liquid.ts';
import { mjmlHead } from './mjml-head.ts';
import { preheaderPad } from './preheader.ts';

interface MjmlSources {
  readonly name: string;
  /** The document's title; may hold variables in Liquid. */
  readonly title: string;
  /** MJML without a head, or with one of its own; variables in Liquid. */
  readonly mjml: URL;
  /** The text face, in Liquid. */
  readonly text: URL;
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
    full: async (context) => {
      compiled ??= compile(sources);
      const { html, text } = await compiled;
      return { html: html(context), text: text(context) };
    },
  };
};

interface Compiled {
  html(context: TemplateContext): string;
  text(context: TemplateContext): string;
}

const compile = async (sources: MjmlSources): Promise<Compiled> => {
  const [mjml, text] = await Promise.all([
    readFile(sources.mjml, 'utf8'),
    readFile(sources.text, 'utf8'),
  ]);
  const html = await htmlOf(mjml, sources);
  const forHtml = htmlLiquid();
  const forText = textLiquid();
  const htmlParts = parsed(sources.mjml, () => forHtml.parse(html));
  const textParts = parsed(sources.text, () => forText.parse(text));
  return {
    html: (context) => forHtml.renderSync(htmlParts, context),
    text: (context) => forText.renderSync(textParts, context),
  };
};

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

const parsed = (file: URL, parse: () => LiquidTemplate[]): LiquidTemplate[] => {
  try {
    return parse();
  } catch (cause) {
    throw new Error(`${fileOf(file)} is not valid Liquid: ${String(cause)}`, { cause });
  }
};

const fileOf = (file: URL): string => file.pathname.split('/').slice(-2).join('/');
