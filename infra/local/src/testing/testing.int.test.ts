import postgres from 'postgres';
import { expect, inject, test } from 'vitest';
import { createTestDatabase } from './database.ts';
import { uniqueName } from './name.ts';
import { createTestVhost } from './vhost.ts';

const servers = inject('servers');

test('many tests that ask at once share one migration and get a database each', async () => {
  let migrations = 0;
  const migrate = async (url: string): Promise<void> => {
    migrations += 1;
    const sql = postgres(url, { max: 1 });
    await sql`create table letters (id int primary key)`;
    await sql.end();
  };
  const schemaVersion = uniqueName('shared');

  const databases = await Promise.all(
    Array.from({ length: 6 }, () => createTestDatabase({ servers, migrate, schemaVersion })),
  );
  const counts = await Promise.all(
    databases.map(async ({ url }) => {
      const sql = postgres(url, { max: 1 });
      await sql`insert into letters values (1)`;
      const rows = await sql`select id from letters`;
      await sql.end();
      return rows.length;
    }),
  );

  expect(migrations).toBe(1);
  expect(counts).toEqual([1, 1, 1, 1, 1, 1]);
  await Promise.all(databases.map((database) => database.drop()));
});

test('a migration that failed is tried again by the next test', async () => {
  const schemaVersion = uniqueName('failing');
  const fails = createTestDatabase({
    servers,
    schemaVersion,
    migrate: () => Promise.reject(new Error('no such column')),
  });
  await expect(fails).rejects.toThrow('no such column');

  const migrate = async (): Promise<void> => {};
  const database = await createTestDatabase({ servers, schemaVersion, migrate });

  await database.drop();
});

test('a virtual host can be made and dropped with all it holds', async () => {
  const vhost = await createTestVhost(servers);
  const names = async (): Promise<readonly string[]> => {
    const { username, password, origin } = new URL(servers.rabbitmqManagementUrl);
    const response = await fetch(`${origin}/api/vhosts`, {
      headers: { authorization: `Basic ${btoa(`${username}:${password}`)}` },
    });
    return ((await response.json()) as { name: string }[]).map(({ name }) => name);
  };

  expect(await names()).toContain(vhost.name);
  await vhost.drop();

  expect(await names()).not.toContain(vhost.name);
});
