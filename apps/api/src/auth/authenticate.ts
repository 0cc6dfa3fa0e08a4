import { areSameDigest, parseApiKey } from '@postroom/application';
import { ProblemError } from '../problem/problem-error.ts';
import { anybody, type Principal, type Scope, scopes } from './principal.ts';

/** A key as the store has it. */
export interface KnownKey {
  readonly name: string;
  readonly secretSha256: Buffer;
  readonly scopes: readonly string[];
  readonly test: boolean;
  readonly revokedAt: Date | null;
}

/**
 * Tells who a request comes from.
 * @throws ProblemError `unauthenticated`: the same for an unknown id and a wrong secret.
 */
export type Authenticate = (authorization: string | undefined) => Promise<Principal>;

/** Everything is allowed; only for loopback, which the configuration sees to. */
export const authenticateNobody: Authenticate = () => Promise.resolve(anybody);

/** Checks API keys. */
export const authenticateByKey =
  (find: (id: string) => Promise<KnownKey | undefined>): Authenticate =>
  async (authorization) => {
    if (authorization === undefined || authorization === '') throw noCredentials();
    const [, token] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
    const presented = token === undefined ? undefined : parseApiKey(token);
    if (!presented) throw badCredentials();

    const known = await find(presented.id);
    // An unknown id is compared too, so that it takes as long as a wrong secret.
    const isRight = areSameDigest(known?.secretSha256 ?? nobodysDigest, presented.secretSha256);
    const isGood = isRight && known?.revokedAt === null && known.test === presented.test;
    if (!isGood) throw badCredentials();
    const { name, test } = known;
    return { source: name, scopes: known.scopes.filter(isScope), test, keyId: presented.id };
  };

const nobodysDigest = Buffer.alloc(32);

const isScope = (word: string): word is Scope => (scopes as readonly string[]).includes(word);

const noCredentials = (): ProblemError =>
  new ProblemError('unauthenticated', 'send an API key as Authorization: Bearer pr_live_...', {
    headers: { 'WWW-Authenticate': 'Bearer realm="postroom"' },
  });

/** The same for everything that is wrong with what was shown, unless saying more helps no thief. */
export const badCredentials = (
  message = 'the credentials are not valid; check the API key',
): ProblemError =>
  new ProblemError('unauthenticated', message, {
    headers: { 'WWW-Authenticate': 'Bearer realm="postroom", error="invalid_token"' },
  });
