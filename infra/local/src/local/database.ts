import { join } from 'node:path';
import { startPostgres } from '../postgres/start.ts';
import { shown } from './part.ts';
import { type Started, type Starting, watch } from './starting.ts';

/** The database that was given, or an embedded PostgreSQL. */
export async function database(start: Starting): Promise<Started & { readonly url: string }> {
  const { home, given, portOf, onProgress } = start;
  const name = 'PostgreSQL';
  if (given.databaseUrl !== undefined) {
    const part = { name, url: shown(given.databaseUrl), note: 'given by DATABASE_URL' };
    return { url: given.databaseUrl, parts: [part] };
  }
  onProgress('starting PostgreSQL');
  const { url, exited, stop } = await startPostgres({
    dataDir: join(home, 'postgres'),
    port: () => portOf('postgres'),
    settings: { max_connections: 200 },
  });
  onProgress('PostgreSQL runs');
  const watched = watch(name, { exited, stop, onProgress });
  return { url, parts: [{ name, url: shown(url), note: `embedded, in ${home}` }], stop: watched };
}
