import { createMetrics } from '@postroom/runtime';
import { expect, test } from 'vitest';
import { createLookAround } from './look-around.ts';

const given = () => {
  const metrics = createMetrics({ role: 'worker', version: '0.0.0' });
  const look = createLookAround(metrics);
  const attempts = (outcome: string, count: number) =>
    metrics.attempts.inc({ provider: 'smtp', outcome }, count);
  return { metrics, attempts, states: async () => (await look()).states };
};

test('a provider that was never tried says nothing', async () => {
  expect(await given().states()).toEqual({});
});

test('ten attempts in a row without an acceptance are a refusal, and one acceptance ends it', async () => {
  const { attempts, states } = given();
  attempts('accepted', 5);
  expect(await states()).toEqual({ 'provider.smtp': 'accepting' });

  attempts('rejected', 9);
  expect(await states()).toEqual({ 'provider.smtp': 'accepting' });
  attempts('ambiguous', 1);
  expect(await states()).toEqual({ 'provider.smtp': 'refusing' });
  attempts('accepted', 1);
  expect(await states()).toEqual({ 'provider.smtp': 'accepting' });
});

test('a provider that never accepted anything refuses too', async () => {
  const { attempts, states } = given();

  attempts('rejected', 9);
  expect(await states()).toEqual({});
  attempts('rejected', 1);
  expect(await states()).toEqual({ 'provider.smtp': 'refusing' });
});

test('an acceptance of long ago speaks for nobody', async () => {
  const { attempts, states } = given();
  attempts('accepted', 1);
  for (let i = 0; i < 60; i += 1) await states();

  expect(await states()).toEqual({});
});

test('a breaker is told as its gauge shows it', async () => {
  const { metrics, states } = given();

  metrics.breakerOpen.set({ provider: 'smtp' }, 1);
  metrics.breakerOpen.set({ provider: 'resend' }, 0);

  expect(await states()).toEqual({ 'breaker.smtp': 'open', 'breaker.resend': 'closed' });
});
