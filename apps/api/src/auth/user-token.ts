import { userIdFault } from '@postroom/domain';
import { decode, verify } from 'hono/jwt';
import { retryAfter } from '../problem/problem.ts';
import { ProblemError } from '../problem/problem-error.ts';
import { type Authenticate, badCredentials } from './authenticate.ts';
import type { FindPublicKey } from './key-set.ts';

const algorithms = ['RS256', 'ES256'] as const;

/** What tokens must say; absent: anything. */
interface Expectation {
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
}

/**
 * Takes end users' tokens (RFC 7519, RS256 or ES256) beside API keys: `sub` is the user id.
 * @throws ProblemError `unauthenticated`, the same for every fault of a token, but that it has no
 * end: nobody could take such a token back, so it is told to whoever makes them.
 */
export const withUserTokens = (
  byKey: Authenticate,
  findKey: FindPublicKey,
  expected: Expectation,
): Authenticate => {
  return async (authorization) => {
    const [, token] = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i.exec(authorization ?? '') ?? [];
    if (token === undefined) return byKey(authorization);
    const userId = await subjectOf(token, findKey, expected);
    return { source: `user ${userId}`, scopes: ['preferences'], test: false, userId };
  };
};

const subjectOf = async (
  token: string,
  findKey: FindPublicKey,
  { issuer, audience }: Expectation,
): Promise<string> => {
  const header = headerOf(token);
  // Never what the token says alone: a public key must not be taken for a shared secret.
  const alg = algorithms.find((each) => each === header?.alg);
  if (!header || !alg) throw badCredentials();
  const key = await findKey(header.kid).catch((error: unknown) => {
    const message = 'the keys that tokens are signed with cannot be fetched';
    throw new ProblemError('unavailable', message, { headers: retryAfter(5), cause: error });
  });
  if (!key || (key.alg !== undefined && key.alg !== alg)) throw badCredentials();
  const payload = await verify(token, key, {
    alg,
    ...(issuer !== undefined && { iss: issuer }),
    ...(audience !== undefined && { aud: audience }),
    ...(header.typ !== undefined && { typ: ['JWT', 'at+jwt'] }),
  }).catch(() => {
    throw badCredentials();
  });
  const { sub, exp } = payload;
  if (typeof exp !== 'number') throw endless();
  if (typeof sub !== 'string' || userIdFault(sub)) throw badCredentials();
  return sub;
};

const endless = (): ProblemError =>
  badCredentials('the token never ends; tokens need an exp, the time in seconds when they end');

const headerOf = (token: string) => {
  try {
    return decode(token).header;
  } catch {
    return undefined;
  }
};
