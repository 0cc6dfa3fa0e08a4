import { textFaceOf } from '../own-html.ts';
import type { Stretch } from '../template.ts';
import { fixed, joined, play, type Script } from './script.ts';
import { cut, markerFor } from './segments.ts';

/** Sets of branches that are kept; a template with more of them is rendered in full. */
const mostShapes = 64;

/**
 * The text face of a template that has none of its own, made of the stretches of its HTML: derived
 * once for each way through the template's branches, with markers in place of values, and cut at
 * them. Undefined for values that deriving would change, such as two blanks in a row.
 */
export const createDerivedText = (): ((
  html: readonly Stretch[],
) => readonly Stretch[] | undefined) => {
  const numbers = new Map<Stretch, number>();
  const numberOf = (stretch: Stretch): number => {
    const number = numbers.get(stretch) ?? numbers.size;
    numbers.set(stretch, number);
    return number;
  };
  const known = new Map<string, Script>();
  return (html) => {
    const values = html.filter(({ isFixed }) => !isFixed).map(({ text }) => unescaped(text));
    if (!values.every((value) => isKept.test(value))) return undefined;
    const shape = html.map((each) => (each.isFixed ? numberOf(each) : '*')).join(' ');
    const script = known.get(shape) ?? (known.size < mostShapes ? derive(html) : undefined);
    if (script === undefined) return undefined;
    known.set(shape, script);
    return play(script, Object.fromEntries(values.entries()));
  };
};

const derive = (html: readonly Stretch[]): Script => {
  const markers = new Map<string, string>();
  const marked = html.map((stretch) => {
    if (stretch.isFixed) return stretch;
    const text = markerFor(markers.size, 'text');
    markers.set(text, String(markers.size));
    return { text, isFixed: false };
  });
  const { pieces, slots } = cut(textFaceOf(joined(marked)), markers);
  return pieces.flatMap((piece, index) => {
    const slot = slots[index];
    const before = piece === '' ? [] : [fixed(piece)];
    return slot === undefined
      ? before
      : [...before, { step: 'value' as const, path: [slot] as const, spell: asItIs }];
  });
};

const asItIs = (value: string): string => value;

/** Words with one blank between each two. Links within the mail and to mailboxes are shown otherwise. */
const isKept = /^(?!mailto:|[#/])[^\s\u200b<]+(?: [^\s\u200b<]+)*$/;

const unescaped = (html: string): string =>
  html.replace(/<|&(?:amp|lt|gt|quot|#39);/g, (entity) => characters[entity] ?? '\n');

/** A tag in a value, such as that of a line break, leads to a value that is not kept. */
const characters: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};
