import type { JsonObject } from '@postroom/domain';
import type { Stretch } from '../template.ts';

/**
 * A document taken apart: what is fixed, where a value goes, what is asked and what is repeated.
 * Playing it costs an escape for each value.
 */
export type Script = readonly Step[];

export type Step =
  | { readonly step: 'fixed'; readonly stretch: Stretch }
  | { readonly step: 'value'; readonly path: Path; readonly spell: Spell }
  | {
      readonly step: 'if';
      readonly path: Path;
      readonly whenTrue: Script;
      readonly otherwise: Script;
    }
  | { readonly step: 'each'; readonly path: Path; readonly as: string; readonly body: Script };

/** A variable's name, and of what lies in it. */
export type Path = readonly [string, ...string[]];

/** Makes a value fit for its place. */
export type Spell = (value: string) => string;

export const fixed = (text: string): Step => ({
  step: 'fixed',
  stretch: { text, isFixed: true },
});

/**
 * The document for these values, in stretches. Undefined when one of them is not what the script was
 * made for: absent, or a list where a text belongs.
 */
export const play = (script: Script, context: JsonObject): readonly Stretch[] | undefined => {
  const stretches: Stretch[] = [];
  return plays(script, [context], stretches) ? stretches : undefined;
};

export const joined = (stretches: readonly Stretch[]): string => {
  let text = '';
  for (const stretch of stretches) text += stretch.text;
  return text;
};

/** @param scopes the innermost last. */
const plays = (script: Script, scopes: readonly JsonObject[], into: Stretch[]): boolean =>
  script.every((step) => playsStep(step, scopes, into));

const playsStep = (step: Step, scopes: readonly JsonObject[], into: Stretch[]): boolean => {
  if (step.step === 'fixed') {
    into.push(step.stretch);
    return true;
  }
  const value = valueAt(step.path, scopes);
  switch (step.step) {
    case 'value':
      if (!isWord(value)) return false;
      into.push({ text: step.spell(String(value)), isFixed: false });
      return true;
    case 'if':
      return plays(isTrue(value) ? step.whenTrue : step.otherwise, scopes, into);
    case 'each':
      if (!Array.isArray(value)) return false;
      return value.every((item) => plays(step.body, [...scopes, { [step.as]: item }], into));
  }
};

const valueAt = ([name, ...rest]: Path, scopes: readonly JsonObject[]): unknown => {
  const scope = scopes.findLast((each) => Object.hasOwn(each, name));
  return rest.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? // `hasOwn` has just shown that the object has this key.
          (value as JsonObject)[step]
        : undefined,
    scope?.[name],
  );
};

const isWord = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** As Liquid sees it: an empty text and a zero are there. */
const isTrue = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== false;
