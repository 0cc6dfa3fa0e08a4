import { readFile } from 'node:fs/promises';
import type { Template as LiquidTemplate } from 'liquidjs';
import { textFaceOf } from '../own-html.ts';
import type {
  CompileMjml,
  Faces,
  LiquidFaces,
  LiquidFiles,
  MjmlDocument,
  Template,
  TemplateContext,
} from '../template.ts';
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
  let known: Promise<LiquidFaces> | undefined;
  const liquid = (compile: CompileMjml = htmlOfMjml): Promise<LiquidFaces> => {
    known ??= liquidFacesOf(sources, compile);
    return known;
  };
  let renderer: Promise<(context: TemplateContext) => Faces> | undefined;
  const files = { html: fileOf(sources.mjml), text: fileOf(sources.text ?? sources.mjml) };
  return {
    name: sources.name,
    ...(sources.mjml instanceof URL ? {} : { source: sourceOf(sources) }),
    full: async (context) => {
      renderer ??= liquid().then((faces) => liquidRenderer(faces, files));
      return (await renderer)(context);
    },
    liquid,
    files,
  };
};

const sourceOf = ({ mjml, text }: MjmlSources): string =>
  [mjml, text].map((each) => (each && 'content' in each ? each.content : '')).join('\0');

const liquidFacesOf = async (sources: MjmlSources, compile: CompileMjml): Promise<LiquidFaces> => {
  const [mjml, text] = await Promise.all([
    contentOf(sources.mjml),
    sources.text === undefined ? undefined : contentOf(sources.text),
  ]);
  const { title } = sources;
  return { html: await compile({ file: fileOf(sources.mjml), title, source: mjml }), text };
};

/**
 * Renders Liquid in full.
 * @throws when the Liquid cannot be parsed, naming the file.
 */
export const liquidRenderer = (
  faces: LiquidFaces,
  files: LiquidFiles,
): ((context: TemplateContext) => Faces) => {
  const forHtml = htmlLiquid();
  const forText = textLiquid();
  const html = parsed(files.html, () => forHtml.parse(faces.html));
  const { text: source } = faces;
  if (source === undefined) {
    return (context) => {
      const rendered = forHtml.renderSync(html, context);
      return { html: rendered, text: textFaceOf(rendered) };
    };
  }
  const text = parsed(files.text, () => forText.parse(source));
  return (context) => ({
    html: forHtml.renderSync(html, context),
    text: forText.renderSync(text, context),
  });
};

const contentOf = async (source: Source): Promise<string> =>
  source instanceof URL ? readFile(source, 'utf8') : source.content;

/** Compiles MJML in the thread that asks. MJML is large, so it is loaded when the first comes. */
export const htmlOfMjml = async ({ file, title, source }: MjmlDocument): Promise<string> => {
  const { default: mjml2html } = await import('mjml');
  const { html } = await mjml2html(withHead(source, title), {
    validationLevel: 'strict',
    keepComments: false,
    fonts: {},
  }).catch((cause: unknown) => {
    throw new Error(`${file} is not valid MJML: ${String(cause)}`, { cause });
  });
  return html.replace('{{ preheader_pad }}', preheaderPad);
};

const withHead = (source: string, title: string): string =>
  source.includes('<mj-head>')
    ? source
    : source.replace(/<mjml([^>]*)>/, (_, attributes: string) => {
        return `<mjml${attributes}>${mjmlHead(title)}`;
      });

const parsed = (file: string, parse: () => LiquidTemplate[]): LiquidTemplate[] => {
  try {
    return parse();
  } catch (cause) {
    throw new Error(`${file} is not valid Liquid: ${String(cause)}`, { cause });
  }
};

const fileOf = (file: Source): string =>
  file instanceof URL ? file.pathname.split('/').slice(-2).join('/') : file.name;
