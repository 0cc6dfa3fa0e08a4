import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort } from './free-port.ts';

const taken = createServer();
let port: number;

beforeEach(async () => {
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});

afterEach(() => new Promise((resolve) => taken.close(resolve)));

test('a default that another is about to have gives way, a port that was asked for does not', async () => {
  const port = await freePort(0);

  expect(await freePort(port, { avoid: [port] })).not.toBe(port);
  expect(await freePort(port, { explicit: 'PORT', avoid: [port] })).toBe(port);
});

test('a default port that is taken is replaced by a free one', async () => {
  const found = await freePort(port);

  expect(found).not.toBe(port);
  expect(found).toBeGreaterThan(0);
});

test('a port set on purpose that is taken is an error with its number and its variable', async () => {
  const asked = freePort(port, { explicit: 'DASHBOARD_PORT' });

  await expect(asked).rejects.toThrow(new RegExp(`port ${port} \\(DASHBOARD_PORT\\) is taken`));
});

test('a free port is taken as it is', async () => {
  const free = await freePort(0);

  expect(await freePort(free, { explicit: 'PORT' })).toBe(free);
});

test('any port is one that no outgoing connection is given', async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, () => freePort(0)));

  expect(ports.filter((port) => port >= 32_000)).toEqual([]);
});
