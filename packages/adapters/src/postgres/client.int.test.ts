import { type AddressInfo, connect as connectTcp, createServer, type Socket } from 'node:net';
import { eventually, forgetfulNetwork } from '@postroom/local/testing';
import { expect, inject, onTestFinished, test } from 'vitest';
import { connect } from './client.ts';

interface Interruption {
  /** Text in what a client sends; the first connection that sends it is ended instead of served. */
  readonly at: string;
  /** What the client is told before. */
  readonly farewell?: Buffer;
}

/** A way to the database on which connections can be ended politely, as a load balancer does. */
const lineTo = async (databaseUrl: string, interruption?: Interruption) => {
  let isInterrupted = false;
  const target = new URL(databaseUrl);
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = connectTcp(Number(target.port), target.hostname);
    near.on('error', () => undefined).on('close', () => far.destroy());
    far.on('error', () => undefined);
    near.on('data', (bytes) => {
      if (interruption === undefined || isInterrupted || !bytes.includes(interruption.at)) {
        far.write(bytes);
        return;
      }
      isInterrupted = true;
      near.end(interruption.farewell ?? '');
    });
    far.on('data', (bytes) => near.write(bytes));
    sockets.push(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on TCP
  return {
    url: url.toString(),
    endAll: () => {
      for (const socket of sockets.splice(0)) socket.end();
    },
    stop: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
};

test('a statement on a connection that was ended fails, the process lives, and the next one is fine', async () => {
  const line = await lineTo(inject('servers').postgresUrl);
  const sql = connect({ url: line.url, max: 1 });
  onTestFinished(async () => {
    await sql.end({ timeout: 1 });
    line.stop();
  });
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    );

  const inTransaction = failure(
    sql.begin(async (tx) => {
      await tx`select 1`;
      line.endAll();
      // Written down in one turn and sent in the next, when there is nothing to send it on any more.
      for (;;) await tx`select 1`;
    }),
  );

  expect(await inTransaction).toMatchObject({ code: 'CONNECTION_CLOSED' });
  expect([...(await sql`select 1 as one`)]).toEqual([{ one: 1 }]);
});

test('a connection over which no answer comes is given up, and the next one works', async () => {
  const network = await forgetfulNetwork(inject('servers').postgresUrl);
  const sql = connect({ url: network.url, max: 1, silenceSeconds: 1 });
  onTestFinished(async () => {
    await sql.end({ timeout: 1 });
    await network.stop();
  });
  expect([...(await sql`select 1 as one`)]).toEqual([{ one: 1 }]);

  network.forget();

  await expect(sql`select 2 as two`).rejects.toMatchObject({ code: 'CONNECTION_SILENT' });
  expect([...(await sql`select 3 as three`)]).toEqual([{ three: 3 }]);
});

test('a connection that is asked nothing is kept however long nothing comes', async () => {
  const sql = connect({ url: inject('servers').postgresUrl, max: 1, silenceSeconds: 1 });
  onTestFinished(() => sql.end({ timeout: 1 }));
  const backend = async () => (await sql`select pg_backend_pid() as pid`)[0]?.pid;
  const before = await backend();
  const idleSince = performance.now();
  await eventually(
    () => performance.now() - idleSince,
    (ms) => ms > 1_200,
  );

  expect(await backend()).toBe(before);
});

/** An ErrorResponse (PostgreSQL, "Message Formats"), as a server sends it whose postmaster was killed. */
const fatal = () => {
  const fields = Buffer.from('SFATAL\0VFATAL\0C57P01\0Munexpected postmaster exit\0\0');
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
};

test("a connection that ends while it asks for the server's types is made again, and nothing else happens", async () => {
  const line = await lineTo(inject('servers').postgresUrl, {
    at: 'from pg_catalog.pg_type',
    farewell: fatal(),
  });
  const sql = connect({ url: line.url, max: 1 });
  const unhandled: unknown[] = [];
  const note = (error: unknown) => void unhandled.push(error);
  process.on('unhandledRejection', note);
  onTestFinished(async () => {
    process.off('unhandledRejection', note);
    await sql.end({ timeout: 1 });
    line.stop();
  });

  expect([...(await sql`select 1 as one`)]).toEqual([{ one: 1 }]);
  expect(unhandled).toEqual([]);
});

test('given several hosts, the first statement of a connection that ends under it fails instead of finding nothing', async () => {
  const line = await lineTo(inject('servers').postgresUrl, { at: 'select 1 as one' });
  const { host } = new URL(line.url);
  const sql = connect({ url: line.url.replace(host, `${host},${host}`), max: 1 });
  onTestFinished(async () => {
    await sql.end({ timeout: 1 });
    line.stop();
  });
  const ask = async () => [...(await sql`select 1 as one`)];

  await expect(ask()).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  expect(await ask()).toEqual([{ one: 1 }]);
});
