import type { ObjectSchema } from '@postroom/domain';
import type { Liquid } from 'liquidjs';
import { contextOf } from '../context.ts';
import { htmlLiquid, textLiquid } from '../design/liquid.ts';
import { reservedNames, type TemplatedType } from '../template.ts';
import { hintFor, type TypeFault } from './fault.ts';
import { linkFaults } from './markup-links.ts';

export interface Markup {
  readonly file: string;
  readonly content: string;
}

type Declared = Pick<TemplatedType, 'variables' | 'samples'>;

/** What is wrong in a type's MJML: its structure, its Liquid, and where variables stand. */
export const mjmlFaults = async (
  { file, content }: Markup,
  declared: Declared,
): Promise<readonly TypeFault[]> => {
  // The one name that is filled in when the MJML is compiled, and not by Liquid.
  const source = content.replace('{{ preheader_pad }}', '');
  const include = lineOf(source, /<mj-include\b/i);
  if (include !== undefined) {
    return [
      { file, line: include, detail: '<mj-include> is off; write the part out in this file' },
    ];
  }
  const liquid = liquidFaults(htmlLiquid(), { file, content: source }, declared);
  const links = linkFaults(source, linksAmong(declared.variables));
  return [
    ...(await structureFaults(file, source)),
    ...liquid,
    ...links.map((fault) => ({ file, ...fault })),
  ];
};

/** The same for the text face, which has no structure. */
export const textFaults = (text: Markup, declared: Declared): readonly TypeFault[] =>
  liquidFaults(textLiquid(), text, declared);

const structureFaults = async (file: string, source: string): Promise<readonly TypeFault[]> => {
  const { default: mjml2html } = await import('mjml');
  try {
    const { html } = await mjml2html(source, { validationLevel: 'strict', fonts: {} });
    return lostFaults(file, source, html);
  } catch (error) {
    const { errors = [] } = error as { readonly errors?: readonly MjmlFault[] };
    const details = errors.map(({ line, tagName, message }) => {
      return { file, line: line ?? 1, detail: `<${tagName}> is not valid MJML: ${message}` };
    });
    const [summary = ''] = String((error as Error).message).split('\n');
    return details.length > 0 ? details : [{ file, line: 1, detail: `is not MJML: ${summary}` }];
  }
};

/** MJML drops text between its elements, and with it the Liquid that stands there. */
const lostFaults = (file: string, source: string, html: string): readonly TypeFault[] =>
  [...source.matchAll(/\{%[^%]*%\}|\{\{[^}]*\}\}/g)].flatMap(({ 0: tag, index }): TypeFault[] => {
    const isKept = html.split(tag).length >= source.split(tag).length;
    if (isKept || source.slice(0, index).endsWith('<mj-raw>')) return [];
    const line = source.slice(0, index).split('\n').length;
    const detail = `MJML drops what stands between its elements: write <mj-raw>${tag}</mj-raw>`;
    return [{ file, line, detail }];
  });

/** As MJML's validator tells it. */
interface MjmlFault {
  readonly line?: number;
  readonly tagName: string;
  readonly message: string;
}

const liquidFaults = (
  engine: Liquid,
  { file, content }: Markup,
  { variables, samples }: Declared,
): readonly TypeFault[] => {
  const include = lineOf(content, /\{%-?\s*(?:include|render|layout|block)\b/);
  if (include !== undefined) {
    return [{ file, line: include, detail: 'no file is ever included; write the part out here' }];
  }
  try {
    const parts = engine.parse(content);
    const unknown = unknownNames(engine, parts, [...reservedNames, ...variables.names]);
    if (unknown.length > 0) return unknown.map((fault) => ({ file, ...fault }));
    for (const sample of samples) {
      const given = { variables: sample, serviceName: 'Acme' };
      engine.renderSync(parts, contextOf({ ...given, unsubscribeUrl: null }));
      engine.renderSync(parts, contextOf({ ...given, unsubscribeUrl: 'https://example.com/u' }));
    }
    return [];
  } catch (error) {
    const [message = ''] = String((error as Error).message).split('\n');
    const [, words = message, line = '1'] = /^(.*), line:(\d+), col:\d+$/.exec(message) ?? [];
    return [
      { file, line: Number(line), detail: `is not right in its Liquid: ${words}${advice(words)}` },
    ];
  }
};

const unknownNames = (
  engine: Liquid,
  parts: Parameters<Liquid['analyzeSync']>[0],
  known: readonly string[],
): readonly Omit<TypeFault, 'file'>[] =>
  Object.entries(engine.analyzeSync(parts, { partials: false }).globals)
    .filter(([name]) => !known.includes(name))
    .flatMap(([name, uses]) =>
      uses.map(({ location }) => {
        const detail = `{{ ${name} }} is not a variable of this type${hintFor(name, known)}`;
        return { line: location.row, detail };
      }),
    );

/** A variable that may be absent must be asked for before it is shown. */
const advice = (words: string): string => {
  const name = /^undefined variable: (.*)$/.exec(words)?.[1];
  return name === undefined ? '' : `, which a sample leaves out; write {% if ${name} %} around it`;
};

const linksAmong = (variables: ObjectSchema): readonly string[] => {
  const properties = Object(variables.jsonSchema().properties);
  return variables.names.filter((name) => Object(properties[name]).format === 'uri');
};

const lineOf = (text: string, pattern: RegExp): number | undefined => {
  const at = text.search(pattern);
  return at < 0 ? undefined : text.slice(0, at).split('\n').length;
};
