import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { expect, inject, test } from 'vitest';
import { claimHome } from '../home/claim.ts';
import { freePort } from '../platform/free-port.ts';
import { guard } from '../testing/guard.ts';
import { startLocal } from './start.ts';

const { rabbitmqUrl } = inject('servers');

test('what was given is used, the rest is started, and all of it is told without passwords', async () => {
  const home = await newHome();

  const local = await startLocal({ home: home.folder, given: { rabbitmqUrl } });
  const sql = postgres(local.databaseUrl, { max: 1 });
  const [answer] = await sql`select 1 as one`;
  await sql.end();

  expect(answer).toEqual({ one: 1 });
  expect(local.rabbitmqUrl).toBe(rabbitmqUrl);
  expect(local.redisUrl).toBeUndefined();
  expect(local.parts.map(({ name }) => name)).toEqual([
    'PostgreSQL',
    'Queues',
    'RabbitMQ',
    'Inbox',
    'Inbox SMTP',
  ]);
  expect(JSON.stringify(local.parts)).not.toMatch(/\/\/[^/]*@/);
  await local.stop();
  await local.stop();
  home.remove();
});

test('nothing is started when everything is given', async () => {
  const home = await newHome();
  const given = {
    databaseUrl: 'postgres://postroom:secret@db.example/postroom',
    redisUrl: 'redis://cache.example',
    rabbitmqUrl: 'amqp://broker.example',
    resendApiKey: 're_secret',
  };
  const progress: string[] = [];

  const local = await startLocal({
    home: home.folder,
    given,
    onProgress: (line) => progress.push(line),
  });

  expect(progress).toEqual([]);
  expect(local).toMatchObject({ databaseUrl: given.databaseUrl, redisUrl: given.redisUrl });
  expect(local.smtpUrl).toBeUndefined();
  expect(JSON.stringify(local.parts)).not.toContain('secret');
  await local.stop();
  home.remove();
});

test('a port set on purpose that is taken stops the start and what had started', async () => {
  const home = await newHome();
  const port = await freePort(0);
  const taker = createServer();
  await new Promise<void>((resolve) => taker.listen(port, '127.0.0.1', resolve));

  const start = startLocal({
    home: home.folder,
    given: { databaseUrl: 'postgres://db.example/x', rabbitmqUrl },
    ports: { inbox: { port, variable: 'INBOX_PORT' } },
  });

  await expect(start).rejects.toThrow(`port ${port} (INBOX_PORT) is taken`);
  taker.close();
  home.remove();
});

async function newHome() {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-local-'));
  // So that root's PostgreSQL stays in it.
  chmodSync(folder, 0o711);
  const release = guard(folder);
  const home = await claimHome(folder);
  return {
    folder: home.folder,
    remove: () => {
      home.release();
      rmSync(folder, { recursive: true, force: true });
      release();
    },
  };
}
