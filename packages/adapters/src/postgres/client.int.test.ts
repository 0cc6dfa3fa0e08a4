import { type AddressInfo, connect as connectTcp, createServer, type Socket } from 'node:net';
import { expect, inject, onTestFinished, test } from 'vitest';
import { connect } from './client.ts';

/** A way to the database on which connections can be ended politely, as a load balancer does. */
const lineTo = async (databaseUrl: string) => {
  const target = new URL(databaseUrl);
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = connectTcp(Number(target.port), target.hostname);
    near.on('error', () => undefined).on('close', () => far.destroy());
    far.on('error', () => undefined);
    near.pipe(far);
    far.pipe(near);
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
