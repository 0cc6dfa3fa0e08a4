import { expect, it } from 'vitest';
import { createProviders } from './providers.ts';

const smtp = { url: 'smtp://127.0.0.1:1' };
const resend = { apiKey: 're_test' };

it('providers come in the order that was asked for, each once', async () => {
  const providers = createProviders({ order: ['resend', 'smtp', 'capture', 'smtp'], smtp, resend });

  expect(providers.map(({ name }) => name)).toEqual(['resend', 'smtp', 'capture']);
  await Promise.all(providers.map((provider) => provider.close()));
});

it('what is not in the order is not made', () => {
  expect(createProviders({ order: ['capture'], smtp, resend })).toHaveLength(1);
});

it('what is in the order and not configured is named, all at once', () => {
  expect(() => createProviders({ order: ['resend', 'smtp'] })).toThrow(/resend, smtp/);
});
