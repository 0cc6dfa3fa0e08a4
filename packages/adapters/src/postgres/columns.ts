/**
 * Columns for `unnest`: a batch travels as one array per column. Everything is passed as text and
 * cast in SQL, because postgres.js guesses an array's type from its first value and guesses wrong
 * for dates and booleans.
 */
export const texts = <Row>(
  rows: readonly Row[],
  pick: (row: Row) => string | number | boolean | Date | null,
): (string | null)[] =>
  rows.map((row) => {
    const value = pick(row);
    return value === null ? null : value instanceof Date ? value.toISOString() : String(value);
  });

/** As above, for JSON. NUL, which Postgres cannot keep in JSON, makes it refuse the value. */
export const jsons = <Row>(rows: readonly Row[], pick: (row: Row) => unknown): string[] =>
  rows.map((row) => JSON.stringify(pick(row)));

/**
 * Words of others that must be kept whatever they contain: what Postgres cannot keep (NUL, halves of
 * surrogate pairs) becomes the replacement character. For outcomes only: requests with such
 * characters are refused instead.
 */
export const keepable = (text: string): string => text.replace(/\0|\p{Cs}/gu, '\ufffd');

/** As `keepable`, for every text in a JSON value. */
export const keepableJson = (value: unknown): unknown => {
  if (typeof value === 'string') return keepable(value);
  if (Array.isArray(value)) return value.map(keepableJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, keepableJson(each)]),
  );
};
