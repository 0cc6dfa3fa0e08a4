import { z } from 'zod';

/**
 * A kind of value that a variable may have. `expects` completes the sentence "PORT: "x" is not ...",
 * so it begins with an article; `example` is a value that is right.
 */
export interface Kind<Output> {
  readonly schema: z.ZodType<Output, string>;
  readonly expects: string;
  readonly example: string;
}

const trimmed = z.string().trim();

export const wholeNumber = (min: number, max: number): Kind<number> => ({
  schema: trimmed
    .regex(/^-?\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max)),
  expects: `a whole number from ${min} to ${max}`,
  example: String(min),
});

export const decimalNumber = (min: number, max: number): Kind<number> => ({
  schema: trimmed
    .regex(/^\d{1,9}(\.\d{1,9})?$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max)),
  expects: `a number from ${min} to ${max}`,
  example: String(min),
});

export const port: Kind<number> = {
  ...wholeNumber(0, 65_535),
  expects: 'a port, a whole number from 0 (any free one) to 65535',
  example: '8001',
};

export const oneOf = <const Word extends string>(
  words: readonly [Word, ...Word[]],
): Kind<Word> => ({
  schema: trimmed.pipe(z.enum(words)),
  expects: `one of ${words.join(', ')}`,
  example: words[0],
});

/** Comma-separated, in order; repetitions are dropped, an empty item is a mistake. */
export const listOf = <Item extends string>(
  item: Kind<Item>,
  of: string,
): Kind<readonly Item[]> => ({
  schema: trimmed
    .transform((text) => text.split(',').map((word) => word.trim()))
    .pipe(z.array(item.schema).min(1))
    .transform((items) => [...new Set(items)]),
  expects: `a comma-separated list of ${of}`,
  example: item.example,
});

export const word = (pattern: RegExp, expects: string, example: string): Kind<string> => ({
  schema: trimmed.regex(pattern),
  expects,
  example,
});

/** Text as it is, so that a password keeps its blanks; control characters have no business in it. */
export const line = (example: string): Kind<string> => ({
  schema: z.string().regex(/^[^\p{Cc}\u2028\u2029]{1,4096}$/u),
  expects: 'a text of one line, without control characters',
  example,
});

/** `schemes` without the colon. Kept as written, since passwords are encoded in it. */
export const url = (schemes: readonly string[], example: string): Kind<string> => ({
  schema: trimmed.refine((candidate) => isUrl(candidate, schemes)),
  expects: `a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
  example,
});

/** An address of PostgreSQL, which may name several hosts, each with its port, separated by commas. */
export const databaseUrl: Kind<string> = {
  schema: trimmed.refine((candidate) => {
    const [, start = '', hosts = '', rest = ''] =
      /^([a-z]+:\/\/(?:[^/?#]*@)?)([^/?#]*)(.*)$/.exec(candidate) ?? [];
    const [first = '', ...others] = hosts.split(',');
    return (
      isUrl(`${start}${first}${rest}`, ['postgres', 'postgresql']) &&
      others.every((host) => /^[\w.-]+(:\d{1,5})?$/.test(host))
    );
  }),
  expects: 'a URL that begins with postgres:// or postgresql://',
  example: 'postgres://user:password@db.example.com:5432/postroom',
};

/** An HTTP address that paths are appended to: no query, and the trailing slash is dropped. */
export const baseUrl = (example: string): Kind<string> => ({
  schema: trimmed
    .refine((candidate) => isUrl(candidate, ['http', 'https']) && !/[?#]/.test(candidate))
    .transform((candidate) => candidate.replace(/\/+$/, '')),
  expects: 'a URL that begins with http:// or https://, without ? and #',
  example,
});

const isUrl = (candidate: string, schemes: readonly string[]): boolean => {
  const parsed = URL.canParse(candidate) ? new URL(candidate) : undefined;
  return (
    parsed !== undefined &&
    schemes.some((scheme) => candidate.startsWith(`${scheme}://`)) &&
    parsed.host + parsed.pathname !== ''
  );
};
