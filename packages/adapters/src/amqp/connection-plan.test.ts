import { expect, test } from 'vitest';
import { connectionPlan } from './connection-plan.ts';

test('a connection has a heartbeat of ten seconds unless its URL says otherwise', () => {
  expect(connectionPlan({ url: 'amqp://localhost/a' }).address).toContain('heartbeat=10');
  expect(connectionPlan({ url: 'amqp://localhost/a?heartbeat=30' }).address).toContain(
    'heartbeat=30',
  );
});

test('certificates are used where the URL asks for TLS, and only there', () => {
  const tls = { ca: 'CA', cert: 'CERT', key: 'KEY' };

  expect(connectionPlan({ url: 'amqps://localhost', tls }).socket).toMatchObject({
    ca: [Buffer.from('CA')],
    cert: Buffer.from('CERT'),
    key: Buffer.from('KEY'),
  });
  expect(connectionPlan({ url: 'amqp://localhost', tls }).socket).not.toHaveProperty('ca');
});
