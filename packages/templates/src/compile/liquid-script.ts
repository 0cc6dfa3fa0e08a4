import type { JsonObject } from '@postroom/domain';
import { fixed, type Path, type Script, type Spell, type Step } from './script.ts';

/** The filters that a script may hold, each as what it makes of a text; `''` stands for none. */
export type Spells = ReadonlyMap<string, Spell>;

interface Given {
  readonly spells: Spells;
  /** The same in every mail, and so part of what is fixed. */
  readonly constants: JsonObject;
}

/**
 * The script of a document in Liquid, if it says no more than that: variables with the filters named
 * in `spells`, `if` and `unless` of one variable, `for` over one list. Undefined for everything else,
 * such as comparisons, assignments and `forloop`.
 */
export const liquidScript = (source: string, given: Given): Script | undefined => {
  const reader = { tokens: tokensOf(source), at: 0 };
  const block = readBlock(reader, given);
  return block !== undefined && block.end === undefined ? block.script : undefined;
};

type Token = { readonly kind: 'text' | 'output' | 'tag'; readonly text: string };

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
}

/** Cut at the tags, blanks taken away where a dash asks for it. */
const tokensOf = (source: string): readonly Token[] => {
  const tokens: Token[] = [];
  let at = 0;
  let trimsNext = false;
  const pushText = (text: string, trimsEnd: boolean): void => {
    const begun = trimsNext ? text.trimStart() : text;
    const whole = trimsEnd ? begun.trimEnd() : begun;
    if (whole !== '') tokens.push({ kind: 'text', text: whole });
  };
  for (const match of source.matchAll(tag)) {
    const [whole, opening = '', before, inside = '', after] = match;
    pushText(source.slice(at, match.index), before === '-');
    tokens.push({ kind: opening === '{{' ? 'output' : 'tag', text: inside.trim() });
    trimsNext = after === '-';
    at = match.index + whole.length;
  }
  pushText(source.slice(at), false);
  return tokens;
};

const tag = /(\{\{|\{%)(-?)([^{}%]*?)(-?)(?:\}\}|%\})/g;

interface Block {
  readonly script: Script;
  /** The tag that ended it; undefined at the end of the document. */
  readonly end: string | undefined;
}

const readBlock = (reader: Reader, given: Given): Block | undefined => {
  const steps: Step[] = [];
  for (let token = next(reader); token !== undefined; token = next(reader)) {
    if (token.kind === 'tag' && /^(?:else|end\w+)$/.test(token.text)) {
      return { script: merged(steps), end: token.text };
    }
    const step = stepOf(token, reader, given);
    if (step === undefined) return undefined;
    steps.push(step);
  }
  return { script: merged(steps), end: undefined };
};

const next = (reader: Reader): Token | undefined => {
  const token = reader.tokens[reader.at];
  reader.at += 1;
  return token;
};

const stepOf = (token: Token, reader: Reader, given: Given): Step | undefined => {
  switch (token.kind) {
    case 'text':
      return /\{[{%]/.test(token.text) ? undefined : fixed(token.text);
    case 'output':
      return outputOf(token.text, given);
    case 'tag':
      return blockOf(token.text, reader, given);
  }
};

const outputOf = (inside: string, { spells, constants }: Given): Step | undefined => {
  const [name = '', filter = '', ...more] = inside.split('|').map((each) => each.trim());
  const path = pathOf(name);
  const spell = spells.get(filter);
  if (path === undefined || spell === undefined || more.length > 0) return undefined;
  const constant = path.length === 1 ? constants[path[0]] : undefined;
  return typeof constant === 'string' ? fixed(spell(constant)) : { step: 'value', path, spell };
};

const blockOf = (inside: string, reader: Reader, given: Given): Step | undefined => {
  const [, word, condition = ''] = /^(if|unless)\s+(\S+)$/.exec(inside) ?? [];
  const [, as = '', list = ''] = /^for\s+(\S+)\s+in\s+(\S+)$/.exec(inside) ?? [];
  const path = pathOf(word === undefined ? list : condition);
  const first = readBlock(reader, given);
  if (path === undefined || first === undefined) return undefined;
  if (word === undefined) {
    return pathOf(as)?.length === 1 && first.end === 'endfor'
      ? { step: 'each', path, as, body: first.script }
      : undefined;
  }
  const second = first.end === 'else' ? readBlock(reader, given) : { script: [], end: first.end };
  if (second?.end !== `end${word}`) return undefined;
  return word === 'if'
    ? { step: 'if', path, whenTrue: first.script, otherwise: second.script }
    : { step: 'if', path, whenTrue: second.script, otherwise: first.script };
};

/** Undefined for what is no variable, and for what Liquid computes by itself. */
const pathOf = (text: string): Path | undefined => {
  if (!/^[a-z_]\w*(?:\.[a-z_]\w*)*$/i.test(text)) return undefined;
  const [name = '', ...rest] = text.split('.');
  const isComputed = words.includes(name) || rest.some((each) => properties.includes(each));
  return isComputed ? undefined : [name, ...rest];
};

const words = ['true', 'false', 'nil', 'null', 'empty', 'blank', 'forloop', 'tablerowloop'];
const properties = ['size', 'first', 'last'];

/** Neighbouring texts are one: every stretch costs a line in a mail. */
const merged = (steps: readonly Step[]): Script => {
  const script: Step[] = [];
  for (const step of steps) {
    const before = script.at(-1);
    if (before?.step === 'fixed' && step.step === 'fixed') {
      script[script.length - 1] = fixed(before.stretch.text + step.stretch.text);
    } else script.push(step);
  }
  return script;
};
