import type { Issue } from '../type/object-schema.ts';
import { hasControlCharacters } from '../values.ts';

/** A language tag of BCP 47, of two or three letters and what follows: `en`, `pt-BR`, `de-DE-u-co-phonebk`. */
export const localeFault = (text: string): string | undefined =>
  /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$/.test(text) && text.length <= 64 && isWellFormed(text)
    ? undefined
    : 'must be a language tag such as en or pt-BR (BCP 47)';

const isWellFormed = (tag: string): boolean => {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
};

const rfc3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(?:\.\d{1,9})?(?:[Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

// Its offset may carry a moment out of the four-digit years that everything else speaks.
const firstMoment = new Date('0001-01-01T00:00:00.000Z');
const lastMoment = new Date('9999-12-31T23:59:59.999Z');

/** The moment that an RFC 3339 text names; undefined when it is none, the 30th of February included. */
export const timeOf = (value: unknown): Date | undefined => {
  const match = typeof value === 'string' ? rfc3339.exec(value) : null;
  if (!match) return undefined;
  const [, year, month, day] = match.map(Number);
  const calendar = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day));
  if (calendar.getUTCMonth() + 1 !== month || calendar.getUTCDate() !== day) return undefined;
  const time = new Date(String(value).replace(/:60/, ':59'));
  return time >= firstMoment && time <= lastMoment ? time : undefined;
};

const maxTags = 10;
const tagName = /^[A-Za-z0-9_-]{1,64}$/;

/** Faults of `tags`: an object of at most 10 names to strings of at most 256 characters. */
export const tagsIssues = (tags: unknown): Issue[] => {
  if (tags === undefined || tags === null) return [];
  if (typeof tags !== 'object' || Array.isArray(tags)) {
    return [{ path: ['tags'], code: 'invalid_type', detail: 'must be an object of strings' }];
  }
  const entries = Object.entries(tags);
  const tooMany: Issue[] =
    entries.length > maxTags
      ? [{ path: ['tags'], code: 'too_long', detail: `must have at most ${maxTags} entries` }]
      : [];
  return tooMany.concat(
    entries.slice(0, maxTags).flatMap(([name, value]) => tagIssue(name, value)),
  );
};

const tagIssue = (name: string, value: unknown): Issue[] => {
  const path = ['tags', name];
  if (!tagName.test(name)) {
    const detail = 'a name must be 1 to 64 of the characters A-Z a-z 0-9 _ -';
    return [{ path, code: 'invalid_value', detail }];
  }
  if (typeof value !== 'string')
    return [{ path, code: 'invalid_type', detail: 'must be a string' }];
  if (value.length > 256) {
    return [{ path, code: 'too_long', detail: 'must be at most 256 characters long' }];
  }
  if (hasControlCharacters(value)) {
    return [{ path, code: 'invalid_value', detail: 'must not contain control characters' }];
  }
  return [];
};
