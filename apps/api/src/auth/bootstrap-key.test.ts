import { expect, test } from 'vitest';
import { addBootstrapKey } from './bootstrap-key.ts';

test('the first key is an administrator, and its secret is kept as a digest', async () => {
  const added: unknown[] = [];
  const add = async (key: unknown) => added.push(key) > 0;

  await addBootstrapKey({ add }, 'pr_live_first_0123456789abcdef0123456789abcdef');

  expect(added).toEqual([
    {
      id: 'first',
      name: 'bootstrap',
      scopes: ['admin'],
      test: false,
      secretSha256: expect.any(Buffer),
    },
  ]);
  expect(JSON.stringify(added)).not.toContain('0123456789abcdef');
});

test('a text that cannot be a key stops the start', async () => {
  const add = async () => true;

  await expect(addBootstrapKey({ add }, 'sh rt')).rejects.toThrow('BOOTSTRAP_API_KEY');
});
