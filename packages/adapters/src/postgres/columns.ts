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
