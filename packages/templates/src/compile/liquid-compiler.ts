import { contextOf, sampleContexts } from '../context.ts';
import { escapeHtml } from '../escape.ts';
import { linkOrNothing } from '../link.ts';
import type {
  Draw,
  Drawn,
  LiquidFaces,
  Template,
  TemplateContext,
  TemplatedType,
} from '../template.ts';
import { createDerivedText } from './derived-text.ts';
import { liquidScript } from './liquid-script.ts';
import { joined, play, type Spell } from './script.ts';

/**
 * Compiles a template in Liquid when it is first drawn, both faces or none. It proves itself with
 * each of the type's samples, without and with a way to unsubscribe; a template that is not simple
 * enough, or whose proof fails, is not drawn from stretches at all.
 */
export const compileLiquid = (
  type: TemplatedType,
  liquid: NonNullable<Template['liquid']>,
  serviceName: string,
): Draw => {
  let compiled: Promise<DrawNow | undefined> | undefined;
  return async (context) => {
    compiled ??= liquid().then((faces) => proven(type, faces, serviceName));
    return (await compiled)?.(context);
  };
};

type DrawNow = (context: TemplateContext) => Drawn | undefined;

const proven = async (
  type: TemplatedType,
  faces: LiquidFaces,
  serviceName: string,
): Promise<DrawNow | undefined> => {
  const draw = drawerOf(faces, serviceName);
  if (draw === undefined) return undefined;
  for (const sample of sampleContexts(type, serviceName)) {
    const drawn = draw(sample);
    const full = await type.template.full(sample);
    if (drawn?.html !== full.html || drawn.text !== full.text) return undefined;
  }
  return draw;
};

const drawerOf = (faces: LiquidFaces, serviceName: string): DrawNow | undefined => {
  const constants = contextOf({ variables: {}, serviceName, unsubscribeUrl: null });
  const html = liquidScript(faces.html, { spells: htmlSpells, constants });
  if (html === undefined) return undefined;
  const drawText = textDrawerOf(faces, constants);
  if (drawText === undefined) return undefined;
  return (context) => {
    const inHtml = play(html, context);
    const inText = inHtml && drawText(context, inHtml);
    return inHtml && inText
      ? { html: joined(inHtml), text: joined(inText), stretches: { html: inHtml, text: inText } }
      : undefined;
  };
};

type Face = NonNullable<ReturnType<typeof play>>;

const textDrawerOf = (
  faces: LiquidFaces,
  constants: TemplateContext,
): ((context: TemplateContext, html: Face) => Face | undefined) | undefined => {
  if (faces.text === undefined) {
    // A list makes another text for each of its lengths; those are derived elsewhere, in full.
    if (/\{%-?\s*for\b/.test(faces.html)) return undefined;
    const derive = createDerivedText();
    return (_, html) => derive(html);
  }
  const text = liquidScript(faces.text, { spells: textSpells, constants });
  return text && ((context) => play(text, context));
};

const asLines: Spell = (value) => escapeHtml(value).replaceAll('\n', '<br />');

/** What the filters of `liquid.ts` make of a text, behind which everything is escaped. */
const htmlSpells = new Map<string, Spell>([
  ['', escapeHtml],
  ['lines', asLines],
  ['link', (value) => escapeHtml(linkOrNothing(value))],
]);

const textSpells = new Map<string, Spell>([
  ['', (value) => value],
  ['link', linkOrNothing],
]);
