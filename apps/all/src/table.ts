/** A line of the table that start-up prints. */
export interface Row {
  readonly name: string;
  readonly url: string;
  readonly note: string;
}

/** Rows under one another, their columns aligned: `name  url  note`. */
export const tableOf = (rows: readonly Row[]): string => {
  const width = (pick: (row: Row) => string) => Math.max(...rows.map((row) => pick(row).length));
  const names = width(({ name }) => name);
  const urls = width(({ url }) => url);
  return rows
    .map(({ name, url, note }) => `  ${name.padEnd(names)}  ${url.padEnd(urls)}  ${note}`.trimEnd())
    .join('\n');
};
