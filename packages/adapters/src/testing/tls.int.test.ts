import { type AddressInfo, connect as connectTcp, createServer } from 'node:net';
import {
  localhostCertificate,
  type PostgresPair,
  startPostgresPair,
} from '@postroom/local/testing';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { inspectBroker, openBroker } from '../amqp/index.ts';
import { connect, listenForOutbox, migrate, waitForSchema } from '../postgres/index.ts';
import { inspectRedis, migrateQueues, openQueueBackend } from '../queue/index.ts';

/** The certificates are made out to localhost and 127.0.0.1, by an authority of this run. */
const servers = inject('servers');
const given = <Value>(value: Value | undefined): Value => {
  if (value === undefined) throw new Error('these tests need servers that speak TLS');
  return value;
};
const stranger = { ca: localhostCertificate.cert };

/** The same server under a name that its certificate does not have. */
const elsewhere = async (url: string): Promise<string> => {
  const target = new URL(url);
  const port = Number(target.port);
  const server = createServer((near) => {
    const far = connectTcp(port, '127.0.0.1');
    near.on('error', () => undefined).on('close', () => far.destroy());
    far.on('error', () => undefined).on('close', () => near.destroy());
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', resolve));
  onTestFinished(() => void server.close());
  target.host = `127.0.0.2:${(server.address() as AddressInfo).port}`; // it listens on TCP
  return target.toString();
};

describe('Redis', () => {
  const { ca, redisUrl } = given(servers.tls);
  const url = given(redisUrl);

  it('is talked to when its certificate is right', async () => {
    const backend = await openQueueBackend({ redisUrl: url, tls: { ca } });
    onTestFinished(() => backend.close());

    expect(await inspectRedis(url, { ca })).toMatchObject({ evictionPolicy: 'noeviction' });
    await backend.ping();
  });

  it('that a stranger vouches for is not, and the error names what to set', async () => {
    const told: string[] = [];
    const backend = await openQueueBackend({
      redisUrl: url,
      tls: stranger,
      onError: ({ message }) => told.push(message),
    });
    onTestFinished(() => backend.close());

    await expect(inspectRedis(url, stranger)).rejects.toThrow(/REDIS_URL \(127.*TLS_CA_FILE/);
    await expect(backend.ping()).rejects.toThrow();
    await expect.poll(() => told).toContainEqual(expect.stringContaining('TLS_CA_FILE'));
    await expect(inspectRedis(url)).rejects.toThrow(/TLS_CA_FILE/);
  });

  it('under another name is not', async () => {
    await expect(inspectRedis(await elsewhere(url), { ca })).rejects.toThrow(
      /REDIS_URL \(127\.0\.0\.2:\d+\) must name a host/,
    );
  });
});

describe('RabbitMQ', () => {
  const { ca, rabbitmqUrl } = given(servers.tls);
  const url = given(rabbitmqUrl);
  const look = (at: string, tls?: { readonly ca: string }) =>
    inspectBroker({ url: at, tls, exchanges: [] });

  it('is talked to when its certificate is right', async () => {
    expect(await look(url, { ca })).toMatchObject({ missingExchanges: [] });
  });

  it('that a stranger vouches for is not, and the error names what to set', async () => {
    const states: unknown[] = [];
    const broker = openBroker({
      url,
      tls: stranger,
      name: 'test',
      onState: (...state) => states.push(state),
    });
    onTestFinished(() => broker.close());

    await expect(look(url, stranger)).rejects.toThrow(/RABBITMQ_URL \(127.*TLS_CA_FILE/);
    await expect(look(url)).rejects.toThrow(/TLS_CA_FILE/);
    await expect
      .poll(() => states)
      .toEqual([['down', expect.stringMatching(/RABBITMQ_URL.*TLS_CA_FILE/)]]);
  });

  it('under another name is not', async () => {
    await expect(look(await elsewhere(url), { ca })).rejects.toThrow(
      /RABBITMQ_URL \(127\.0\.0\.2:\d+\) must name a host/,
    );
  });
});

describe('Postgres', () => {
  let pair: PostgresPair;
  let url: string;
  let tls: { readonly ca: string };
  beforeAll(async () => {
    pair = await startPostgresPair();
    tls = { ca: pair.ca };
    url = pair.primary.url;
    await migrate(url, tls);
    await migrateQueues({ databaseUrl: url, tls });
  });
  afterAll(() => pair.stop());

  /** What the rows of `pg_stat_ssl` say of connections with that name. */
  const encrypted = async (name: string) => {
    const sql = connect({ url, tls, max: 1, name: 'looking' });
    try {
      const rows = await sql<{ ssl: boolean }[]>`
        select distinct ssl from pg_stat_ssl join pg_stat_activity using (pid)
        where application_name = ${name}`;
      return rows.map(({ ssl }) => ssl);
    } finally {
      await sql.end({ timeout: 1 });
    }
  };

  it('is talked to over TLS by every kind of connection when its certificate is right', async () => {
    const sql = connect({ url, tls, name: 'pool' });
    const listening = await listenForOutbox({ url, tls }, () => undefined);
    const backend = await openQueueBackend({ databaseUrl: url, tls });
    onTestFinished(async () => {
      await backend.close();
      await listening.stop();
      await sql.end({ timeout: 1 });
    });

    await Promise.all([sql`select 1`, backend.ping()]);

    for (const name of ['pool', 'postroom-listen', 'postroom-queue']) {
      expect([name, await encrypted(name)]).toEqual([name, [true]]);
    }
  });

  it.each([
    ['that a stranger vouches for', async () => url, stranger, /DATABASE_URL.*TLS_CA_FILE/],
    [
      'that nobody we know vouches for',
      async () => `${url}?sslmode=require`,
      undefined,
      /TLS_CA_FILE/,
    ],
    ['under another name', () => elsewhere(url), undefined, /must name a host/],
  ])('%s is not talked to, and the error names what to set', async (_what, at, other, said) => {
    const wrong = {
      url: await at(),
      tls: other ?? (said.source.includes('host') ? tls : undefined),
    };
    const sql = connect({ ...wrong, max: 1 });
    onTestFinished(() => sql.end({ timeout: 1 }));
    const giveUp = new AbortController();
    const reasons: string[] = [];

    const waiting = waitForSchema(sql, {
      signal: giveUp.signal,
      onWaiting: (reason) => {
        reasons.push(reason);
        giveUp.abort();
      },
    });

    await expect(waiting).rejects.toThrow();
    expect(reasons[0]).toMatch(said);
    await expect(migrate(wrong.url, wrong.tls)).rejects.toThrow(/certificate|altnames/);
    await expect(migrateQueues({ databaseUrl: wrong.url, tls: wrong.tls })).rejects.toThrow(
      /certificate|altnames/,
    );
    await expect(listenForOutbox(wrong, () => undefined)).rejects.toThrow(/certificate|altnames/);
  });

  it('that does not speak TLS is not talked to in the clear', async () => {
    const sql = connect({ url: servers.postgresUrl, tls, max: 1 });
    onTestFinished(() => sql.end({ timeout: 1 }));

    await expect(sql`select 1`).rejects.toThrow();
    await expect(migrateQueues({ databaseUrl: servers.postgresUrl, tls })).rejects.toThrow();
  });
});
