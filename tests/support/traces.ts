import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type postgres from 'postgres';

/** Every row of every table, by table, as text. */
export const dumpOf = async (sql: postgres.Sql): Promise<ReadonlyMap<string, string>> => {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`;
  const dumped = await Promise.all(
    tables.map(async ({ name }) => {
      const rows = await sql.unsafe(`select t::text as row from ${name} t`);
      return [name, rows.map(({ row }) => row).join('\n')] as const;
    }),
  );
  return new Map(dumped);
};

/** All commands that a Redis was ever given, from its append-only files. */
export const redisCommands = async (dir: string): Promise<string> => {
  const folder = join(dir, 'appendonlydir');
  const files = await readdir(folder);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'latin1')));
  return texts.join('\n');
};
