import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { createLog } from '../log.ts';
import { acceptTraced } from './accept-traced.ts';
import { createOtlpTracing } from './otlp-tracing.ts';
import { traced } from './traced.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A collector that answers as it is told, or never. */
const collector = async (answer: () => number | 'never' = () => 200) => {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set
    bodies.push(Buffer.concat(chunks).toString());
    const status = answer();
    if (status !== 'never') response.writeHead(status).end('{}');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return { endpoint: `http://127.0.0.1:${port}`, bodies };
};

const tracingTo = (endpoint: string, share = 1) => {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const log = createLog({ level: 'info', role: 'worker', destination });
  const tracing = createOtlpTracing({ endpoint, share, role: 'worker', log });
  return { tracing, events: () => lines.map((line) => JSON.parse(line).event) };
};

const parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

test('without tracing work gets the parent as it came', async () => {
  const size = { parent, count: 1_000 };

  expect(await acceptTraced(undefined, size, async (given) => given)).toBe(parent);
});

test('stopping hands over what was not exported yet', async () => {
  const { endpoint, bodies } = await collector();
  const { tracing, events } = tracingTo(endpoint);

  await traced(tracing, { name: 'whole', parent }, async (under) =>
    traced(tracing, { name: 'part', parent: under }, async () => undefined),
  );
  await tracing.stop();

  expect(bodies.join('')).toMatch(/"name":"whole"/);
  expect(bodies.join('')).toMatch(/"name":"part"/);
  expect(events()).toEqual([]);
});

test('work that throws fails its span by code, and its message stays at home', async () => {
  const { endpoint, bodies } = await collector();
  const { tracing } = tracingTo(endpoint);
  const refused = Object.assign(new Error('no ada@example.com here'), { code: 'EREFUSED' });

  const work = traced(tracing, { name: 'send' }, () => Promise.reject(refused));

  await expect(work).rejects.toBe(refused);
  await tracing.stop();
  expect(bodies.join('')).toContain('EREFUSED');
  expect(bodies.join('')).not.toContain('ada@example.com');
});

test('whoever hands in decides whether it is traced; of the others a share is', async () => {
  const { endpoint, bodies } = await collector();
  const { tracing } = tracingTo(endpoint, 0);

  tracing.start('nobody asked').end();
  tracing.start('asked for', { parent }).end();
  const refused = tracing.start('not wanted', { parent: parent.replace(/01$/, '00') });
  refused.end();
  await tracing.stop();

  expect(refused.traceparent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-.*-00$/);
  expect(bodies.join('').match(/"name":"[^"]*"/g)).toEqual(
    expect.arrayContaining(['"name":"asked for"']),
  );
  expect(bodies.join('')).not.toMatch(/nobody asked|not wanted/);
});

test('a collector that refuses is told of once, and so is its return', async () => {
  let status = 400;
  const { endpoint, bodies } = await collector(() => status);
  const { tracing, events } = tracingTo(endpoint);

  for (const count of [1, 2]) {
    tracing.start('lost').end();
    await vi.waitFor(() => expect(bodies).toHaveLength(count), { timeout: 20_000 });
  }
  await vi.waitFor(() => expect(events()).toEqual(['tracing.away']), { timeout: 20_000 });
  status = 200;
  tracing.start('taken').end();
  await tracing.stop();

  expect(events()).toEqual(['tracing.away', 'tracing.back']);
}, 60_000);

test('a collector that never answers does not keep a process from ending', async () => {
  const { endpoint } = await collector(() => 'never');
  const { tracing, events } = tracingTo(endpoint);
  tracing.start('lost').end();

  await tracing.stop();

  expect(events()).toEqual(['tracing.lost']);
}, 30_000);

test('what a large request hands in together is accepted as a span and not followed', async () => {
  const { endpoint } = await collector();
  const { tracing } = tracingTo(endpoint);
  const carriedOn = (count: number) =>
    acceptTraced(tracing, { parent, count }, async (traceparent) => traceparent);

  expect(await carriedOn(20)).toMatch(/-01$/);
  expect(await carriedOn(21)).toMatch(/-00$/);
  await tracing.stop();
});
