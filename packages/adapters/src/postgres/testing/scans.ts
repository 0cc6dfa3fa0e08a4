import postgres from 'postgres';
import type { Sql } from '../client.ts';

/** A connection that remembers what is sent over it, to have it explained by another. */
export const openHearing = (url: string) => {
  const heard: { readonly text: string; readonly parameters: unknown[] }[] = [];
  const sql = postgres(url, {
    max: 1,
    debug: (_, text, parameters) => void heard.push({ text, parameters }),
  });
  return {
    sql,
    /** The statements that `work` sends and that touch tables. */
    async during(work: () => Promise<unknown>) {
      heard.length = 0;
      await work();
      return heard.filter(({ text }) => /\b(from|update|into)\b/.test(text));
    },
    stop: () => sql.end({ timeout: 5 }),
  };
};

type Heard = Awaited<ReturnType<ReturnType<typeof openHearing>['during']>>;

/** Lines of the plans that `sql` makes for these statements. */
export const plansOf = async (sql: Sql, statements: Heard): Promise<string[]> => {
  const lines: string[] = [];
  for (const { text, parameters } of statements) {
    // They are what postgres.js was given and takes again.
    const plan = await sql.unsafe(`explain (format text) ${text}`, parameters as string[]);
    lines.push(...plan.map((row) => String(row['QUERY PLAN'])));
  }
  return lines;
};

/** Tables that these plans read from end to end. */
export const scansIn = (lines: readonly string[]): string[] =>
  lines.filter((line) => /Seq Scan on (notifications|outbox|preferences)/.test(line));
