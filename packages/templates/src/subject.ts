import { hasControlCharacters, type JsonObject } from '@postroom/domain';

/** UTF-16 units a subject may have; mail apps show far fewer. */
export const subjectMaxLength = 200;

/** The names in braces of a subject such as `Your order {order_number}`. */
export const placeholdersIn = (subject: string): readonly string[] =>
  [...subject.matchAll(placeholder)].map((match) => match[1] ?? '');

/**
 * Fills the names in braces, once: braces inside a value stay as they are.
 * Undefined when a name has no value.
 */
export const filledSubject = (subject: string, values: JsonObject): string | undefined => {
  if (placeholdersIn(subject).some((name) => !isWord(values, name))) return undefined;
  return subject.replace(placeholder, (_, name: string) => String(values[name]));
};

/** What is wrong with a finished subject, as the rest of a sentence; undefined when nothing is. */
export const subjectFault = (subject: string): string | undefined => {
  if (subject.trim() === '') return 'must not be blank';
  if (hasControlCharacters(subject) || /\p{Cs}/u.test(subject)) {
    return 'must not contain control characters or line breaks';
  }
  return undefined;
};

/** Cuts a subject that is too long, between characters, and shows that it was cut. */
export const cappedSubject = (subject: string): string => {
  if (subject.length <= subjectMaxLength) return subject;
  const cut = subject.slice(0, subjectMaxLength - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${cut.trimEnd()}…`;
};

const placeholder = /\{([a-z][a-z0-9_]*)\}/g;

const isWord = (values: JsonObject, name: string): boolean =>
  Object.hasOwn(values, name) && ['string', 'number'].includes(typeof values[name]);
