import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createProcessStore, migrate } from '@postroom/adapters/postgres';
import { queueNames } from '@postroom/domain';
import { createTestDatabase } from '@postroom/local/testing';
import { inject, onTestFinished } from 'vitest';
import { runCtl } from '../run-ctl.ts';

/** Runs `doctor` as a person does, and answers with what it said. */
export const doctor = async (env: Record<string, string>) => {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCtl(['doctor'], {
    env,
    say: (text) => void out.push(text),
    complain: (text) => void err.push(text),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
};

/** A database with the schema, and heartbeats as of a fleet at work. */
export const installation = async () => {
  const database = await createTestDatabase({ servers: inject('servers'), migrate });
  const { sql } = await atWork(database.url);
  onTestFinished(() => database.drop());
  return { url: database.url, sql };
};

/** Heartbeats as of a fleet. */
export const atWork = async (url: string) => {
  const sql = connect({ url, max: 2 });
  onTestFinished(() => sql.end({ timeout: 5 }));
  const sight = { states: {}, figures: {}, since: {} };
  const processes = createProcessStore(sql);
  await processes.beat({ id: 'r-1', role: 'relay', lanes: [], sight });
  await processes.beat({ id: 'w-1', role: 'worker', lanes: queueNames, sight });
  return { sql };
};

/** Gone when the test is over. */
export const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'postroom-doctor-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** The lines that say so. */
export const fails = (out: string): readonly string[] =>
  out.split('\n').filter((line) => line.startsWith('fail'));
