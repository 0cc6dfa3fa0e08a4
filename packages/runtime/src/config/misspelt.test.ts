import { expect, test } from 'vitest';
import { findMisspelt } from './misspelt.ts';

const known = ['PORT', 'REDIS_URL', 'RABBITMQ_URL', 'DATABASE_URL', 'MAX_RETRIES', 'AUTH'];

test.each([
  ['REDIS_URI', 'REDIS_URL'],
  ['RABITMQ_URL', 'RABBITMQ_URL'],
  ['DATABSAE_URL', 'DATABASE_URL'],
  ['MAX_RETRY', undefined],
  ['REDIS_URL', undefined],
  ['PATH', undefined],
  ['HOSTNAME', undefined],
])('%s suggests %s', (given, meant) => {
  expect(findMisspelt([given], known)).toEqual(meant ? [{ given, meant }] : []);
});
