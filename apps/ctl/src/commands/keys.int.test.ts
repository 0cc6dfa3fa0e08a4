import { createApiKeys } from '@postroom/adapters/postgres';
import { areSameDigest, parseApiKey } from '@postroom/application';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { createCtlWorld } from '../testing/ctl-world.ts';

const { ctl, sql, stop } = await createCtlWorld(inject('servers'));
afterAll(stop);

describe('keys', () => {
  test('are made, shown once, listed without their secret, and revoked', async () => {
    const made = await ctl('keys create --name shop --scopes send,read');
    const text = made.out.split('\n')[0] ?? '';
    const presented = parseApiKey(text);
    const stored = await createApiKeys(sql).find(presented?.id ?? '');

    const listed = await ctl('keys list');
    const revoked = await ctl(`keys revoke ${presented?.id}`);
    const after = await createApiKeys(sql).find(presented?.id ?? '');

    expect(made.code).toBe(0);
    expect(text).toMatch(/^pr_live_/);
    expect(stored).toMatchObject({ name: 'shop', scopes: ['send', 'read'], test: false });
    expect(presented && stored && areSameDigest(presented.secretSha256, stored.secretSha256)).toBe(
      true,
    );
    expect(listed.out).toContain(`${presented?.id}  shop  send,read  live`);
    expect(listed.out).not.toContain(text.split('_')[3]);
    expect([revoked.code, after?.revokedAt]).toEqual([0, expect.any(Date)]);
    expect(await ctl('keys revoke nobody')).toMatchObject({
      code: 1,
      err: expect.stringContaining('see keys list'),
    });
  });

  test('of unknown scopes, or without a name, are refused', async () => {
    expect(await ctl('keys create --name shop --scopes sned')).toMatchObject({
      code: 2,
      err: expect.stringContaining('sned is no scope; use send, read'),
    });
    expect(await ctl('keys create --scopes send')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--name'),
    });
  });
});
