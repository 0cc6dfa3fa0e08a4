import type { JsonWebKey, webcrypto } from 'node:crypto';
import { sign } from 'hono/jwt';
import { beforeAll, describe, expect, test } from 'vitest';
import { welcome } from '../testing/bodies.ts';
import { createTestApi, type TestApi } from '../testing/test-api.ts';
import { createKeySet, type PublicKey } from './key-set.ts';
import { withUserTokens } from './user-token.ts';

const parameters = {
  RS256: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
} as const;

type Algorithm = keyof typeof parameters;
interface Pair {
  readonly secret: JsonWebKey & { readonly kid: string; readonly alg: Algorithm };
  readonly shown: PublicKey;
}

const newPair = async (alg: Algorithm, kid: string): Promise<Pair> => {
  const made = await crypto.subtle.generateKey(parameters[alg], true, ['sign', 'verify']);
  const { publicKey, privateKey } = made as webcrypto.CryptoKeyPair; // neither algorithm is symmetric
  const secret = await crypto.subtle.exportKey('jwk', privateKey);
  const shown = await crypto.subtle.exportKey('jwk', publicKey);
  return { secret: { ...secret, alg, kid }, shown: { ...shown, alg, kid } };
};

let rs: Pair;
let es: Pair;
let later: Pair;
beforeAll(async () => {
  rs = await newPair('RS256', 'k-rs');
  es = await newPair('ES256', 'k-es');
  later = await newPair('ES256', 'k-later');
});

const claims = {
  sub: 'ada',
  iss: 'https://id.example.com',
  aud: 'postroom',
  exp: Math.floor(Date.now() / 1000) + 600,
};
const tokenOf = ({ secret }: Pair, given: Readonly<Record<string, unknown>> = {}) =>
  sign({ ...claims, ...given }, secret as Parameters<typeof sign>[1], secret.alg);

/** An issuer whose keys a test turns over, and a clock. */
const world = () => {
  const issuer = { keys: [rs.shown, es.shown] as PublicKey[], fetched: 0, isAway: false, ms: 0 };
  const findKey = createKeySet('https://id.example.com/jwks', {
    nowMs: () => issuer.ms,
    fetchKeys: async () => {
      issuer.fetched += 1;
      if (issuer.isAway) throw new Error('away');
      return issuer.keys;
    },
  });
  const expected = { issuer: claims.iss, audience: claims.aud };
  const api = createTestApi({ authenticate: (byKey) => withUserTokens(byKey, findKey, expected) });
  return { api, issuer };
};

const mine = '/notifications/history/ada';
const statusOf = async (api: TestApi, key: string, path = mine) =>
  (await api.call(path, { key })).status;

describe("a user's token", () => {
  test('opens their own preferences and history, from every source', async () => {
    const { api } = world();
    const shop = api.keyFor('shop', ['send']);
    await api.call('/notifications/send', { key: shop, body: welcome({ userid: 'ada' }) });
    const key = await tokenOf(rs);
    const body = { notification_email: 'ada@example.com' };

    const created = await api.call('/notifications/preferences', { key, body });
    const changed = await api.call('/notifications/preferences/ada', {
      key,
      method: 'PATCH',
      body: { preferences: { welcome: false } },
    });
    const history = await api.call(mine, { key: await tokenOf(es) });

    expect([created.status, created.json.userid]).toEqual([201, 'ada']);
    expect([changed.status, changed.json.preferences.welcome]).toEqual([200, false]);
    expect(history.json.notifications).toHaveLength(1);
  });

  test("opens nothing of another's, and nothing else", async () => {
    const { api } = world();
    const key = await tokenOf(rs);
    const id = api.world.newId();
    const asks = [
      ['GET', '/notifications/history/bo'],
      ['GET', '/notifications/preferences/bo'],
      ['PATCH', '/notifications/preferences/bo'],
      ['PUT', '/notifications/preferences/bo'],
      ['GET', '/notifications'],
      ['GET', `/notifications/${id}`],
      ['POST', '/notifications/send'],
      ['POST', '/notifications/batch'],
      ['POST', '/notifications/preview'],
      ['POST', `/notifications/${id}/cancel`],
      ['POST', `/notifications/${id}/retry`],
      ['POST', `/notifications/${id}/resolve`],
      ['POST', '/notifications/redrive'],
      ['POST', '/notifications/cancel'],
      ['GET', `/operations/${id}`],
      ['POST', '/lanes/bulk/pause'],
      ['GET', '/broker/metrics'],
      ['GET', '/broker/prometheus'],
    ] as const;
    for (const [method, path] of asks) {
      const { status } = await api.call(path, { key, method });
      expect([method, path, status]).toEqual([method, path, 403]);
    }
    const body = { userid: 'bo', notification_email: 'bo@example.com' };
    expect((await api.call('/notifications/preferences', { key, body })).status).toBe(403);
    expect((await api.call('/broker/health', { key })).json.parts).toBeUndefined();
  });

  test('is refused when it is old, of another issuer or audience, without a subject or tampered with', async () => {
    const { api } = world();
    const past = Math.floor(Date.now() / 1000) - 60;
    const good = await tokenOf(rs);
    const [header = '', , signature = ''] = good.split('.');
    const payload = Buffer.from(JSON.stringify({ ...claims, sub: 'bo' })).toString('base64url');
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
    const bad = [
      await tokenOf(rs, { exp: past }),
      await tokenOf(rs, { exp: 'never' }),
      await tokenOf(rs, { nbf: past + 3600 }),
      await tokenOf(rs, { iss: 'https://elsewhere.example.com' }),
      await tokenOf(rs, { aud: 'shop' }),
      await tokenOf(rs, { sub: undefined }),
      await tokenOf(rs, { sub: 'a b' }),
      await tokenOf(later),
      await sign(claims, JSON.stringify(rs.shown), 'HS256'),
      `${header}.${payload}.${signature}`,
      `${none}.${payload}.AAAA`,
      'a.b.c',
    ];

    for (const key of bad) expect(await statusOf(api, key)).toBe(401);
    expect(await statusOf(api, good)).toBe(200);
  });

  test('is refused when it never ends, and says so', async () => {
    const { api } = world();

    const answer = await api.call(mine, { key: await tokenOf(rs, { exp: undefined }) });

    expect(answer.status).toBe(401);
    expect(answer.json.code).toBe('unauthenticated');
    expect(answer.json.detail).toContain('tokens need an exp');
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  test('is good with a new key of the issuer, and the old one ends', async () => {
    const { api, issuer } = world();
    expect(await statusOf(api, await tokenOf(rs))).toBe(200);
    expect(await statusOf(api, await tokenOf(es))).toBe(200);
    expect(issuer.fetched).toBe(1);

    issuer.keys = [later.shown];
    issuer.ms += 6_000;

    expect(await statusOf(api, await tokenOf(later))).toBe(200);
    expect(await statusOf(api, await tokenOf(rs))).toBe(401);
    for (let i = 0; i < 5; i++) await statusOf(api, await tokenOf(rs));
    expect(issuer.fetched).toBe(2);
  });

  test('stays good while the issuer is away, and waits where no key was ever seen', async () => {
    const { api, issuer } = world();
    issuer.isAway = true;
    expect(await statusOf(api, await tokenOf(rs))).toBe(503);

    issuer.isAway = false;
    expect(await statusOf(api, await tokenOf(rs))).toBe(200);
    issuer.isAway = true;
    issuer.ms += 3_600_000;

    expect(await statusOf(api, await tokenOf(rs))).toBe(200);
  });
});
