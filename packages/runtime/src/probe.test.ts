import { expect, test } from 'vitest';
import { probe, readinessOf } from './probe.ts';

test('a part that answers is up, with the time it took', async () => {
  const result = await probe('primary', async () => 1);

  expect(result).toEqual({ name: 'primary', status: 'up', latency_ms: expect.any(Number) });
});

test('a part that hangs is down in time and its check is told to give up', async () => {
  let given: AbortSignal | undefined;
  const hanging = (signal: AbortSignal) => {
    given = signal;
    return new Promise<never>(() => undefined);
  };

  const result = await probe('queue', hanging, 5);

  expect(result).toMatchObject({ status: 'down', detail: 'no answer within 5 ms' });
  expect(given?.aborted).toBe(true);
});

test('why a part is down never holds an address', async () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), {
    code: 'ECONNREFUSED',
  });

  const refusing = await probe('primary', () => Promise.reject(refused));
  const throwing = await probe('primary', () => {
    throw new TypeError('10.0.0.7');
  });

  expect(refusing.detail).toBe('ECONNREFUSED');
  expect(throwing.detail).toBe('TypeError');
});

test('a process is ready when every part is up', () => {
  const up = { name: 'a', status: 'up', latency_ms: 1 } as const;
  const down = { name: 'b', status: 'down', latency_ms: 1, detail: 'ECONNREFUSED' } as const;

  expect(readinessOf([up]).status).toBe('ready');
  expect(readinessOf([up, down])).toEqual({ status: 'not_ready', checks: [up, down] });
});
