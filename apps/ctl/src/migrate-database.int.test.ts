import { createTestDatabase, type TestDatabase } from '@postroom/local/testing';
import { expect, inject, onTestFinished, test } from 'vitest';
import { migrateDatabase } from './migrate-database.ts';

const noTls = { ca: undefined, cert: undefined, key: undefined };
const servers = inject('servers');

const emptyDatabase = async (): Promise<TestDatabase> => {
  const database = await createTestDatabase({
    servers,
    migrate: async () => undefined,
    schemaVersion: 'empty',
  });
  onTestFinished(() => database.drop());
  return database;
};

const migrateTo = async (url: string): Promise<readonly string[]> => {
  const said: string[] = [];
  const database = { url, standbyUrl: undefined, migrateUrl: url };
  await migrateDatabase({ database, tls: noTls }, (line) => said.push(line));
  return said;
};

test('says what it applied, and the next time that there is nothing to do', async () => {
  const { url } = await emptyDatabase();

  const first = await migrateTo(url);
  const second = await migrateTo(url);

  expect(first[0]).toMatch(/^applied 0000_/);
  expect(second).toEqual([expect.stringContaining('nothing to do')]);
});

test('several at once apply each migration once', async () => {
  const { url } = await emptyDatabase();

  const said = await Promise.all(Array.from({ length: 5 }, () => migrateTo(url)));

  const applied = said.flat().filter((line) => line.startsWith('applied'));
  expect(applied.length).toBeGreaterThan(0);
  expect(new Set(applied).size).toBe(applied.length);
});

test('a server that is away is named, its password is not', async () => {
  const url = 'postgres://postroom:s3cret@127.0.0.1:1/postroom';

  const failure = await migrateTo(url).catch((error: Error) => error.message);

  expect(failure).toContain('127.0.0.1:1');
  expect(failure).toContain('MIGRATE_DATABASE_URL');
  expect(failure).not.toContain('s3cret');
});
