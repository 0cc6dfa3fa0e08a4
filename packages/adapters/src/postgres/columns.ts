/**
 * A column for `unnest`, spelt as PostgreSQL reads an array (manual, 8.15.2): a batch travels as one
 * array for each column, and is cast in SQL. The driver would guess an array's type from its first
 * value, wrongly for dates and booleans.
 */
export const texts = <Row>(
  rows: readonly Row[],
  pick: (row: Row) => string | number | boolean | Date | null,
): string => {
  let spelt = '';
  for (const row of rows) spelt += `,${element(pick(row))}`;
  return `{${spelt.slice(1)}}`;
};

/** As above, for JSON. NUL, which Postgres cannot keep in JSON, makes it refuse the value. */
export const jsons = <Row>(rows: readonly Row[], pick: (row: Row) => unknown): string =>
  texts(rows, (row) => JSON.stringify(pick(row)));

const element = (value: string | number | boolean | Date | null): string => {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return quoted(value);
  return value instanceof Date ? quoted(value.toISOString()) : String(value);
};

const quoted = (text: string): string =>
  /["\\]/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`;

/**
 * Words of others that must be kept whatever they contain: what Postgres cannot keep (NUL, halves of
 * surrogate pairs) becomes the replacement character. For outcomes only: requests with such
 * characters are refused instead.
 */
export const keepable = (text: string): string =>
  unkeepable.test(text) ? text.replaceAll(unkeepableAll, '\ufffd') : text;

const unkeepable = /\0|\p{Cs}/u;
const unkeepableAll = /\0|\p{Cs}/gu;

/** A JSON value as text, every text in it as `keepable`. */
export const keepableJson = (value: unknown): string => {
  const json = JSON.stringify(value);
  // What cannot be kept is escaped in it; that a text merely speaks of such an escape is rare.
  return /\\u(?:0000|d[89a-f])/i.test(json) ? JSON.stringify(withKeepableTexts(value)) : json;
};

const withKeepableTexts = (value: unknown): unknown => {
  if (typeof value === 'string') return keepable(value);
  if (Array.isArray(value)) return value.map(withKeepableTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, withKeepableTexts(each)]),
  );
};
