import type { JsonWebKey } from 'node:crypto';

/** A public key of an issuer, RFC 7517. */
export type PublicKey = JsonWebKey & { readonly kid?: string };

/** Finds the key that a token names; undefined when the issuer has none. @throws Error when none can be fetched. */
export type FindPublicKey = (kid: string | undefined) => Promise<PublicKey | undefined>;

const ttlMs = 600_000;
/** An unknown key id may be a new key, or anybody's invention: so often it is asked for at most. */
const cooldownMs = 5_000;
const fetchTimeoutMs = 3_000;

/**
 * The keys behind a URL, fetched when they are first needed, again every ten minutes, and when a
 * token names one that is not known yet (rotation). While the issuer is away the keys known last go
 * on being good.
 */
export const createKeySet = (
  url: string,
  {
    nowMs,
    fetchKeys = fetchFrom,
  }: { nowMs(): number; readonly fetchKeys?: (url: string) => Promise<readonly PublicKey[]> },
): FindPublicKey => {
  let keys: readonly PublicKey[] | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  const refresh = (): Promise<void> => {
    asking ??= fetchKeys(url)
      .then((found) => {
        keys = found;
      })
      .finally(() => {
        askedAt = nowMs();
        asking = undefined;
      });
    return asking;
  };

  return async (kid) => {
    const known = keys && keyIn(keys, kid);
    const age = nowMs() - askedAt;
    if (known && age < ttlMs) return known;
    if (keys && age < cooldownMs) return known;
    try {
      await refresh();
    } catch (error) {
      if (!keys) throw error;
    }
    return keyIn(keys ?? [], kid);
  };
};

/** A token need not name its key when there is only one. */
const keyIn = (keys: readonly PublicKey[], kid: string | undefined): PublicKey | undefined =>
  kid === undefined && keys.length === 1 ? keys[0] : keys.find((key) => key.kid === kid);

const fetchFrom = async (url: string): Promise<readonly PublicKey[]> => {
  const answer = await fetch(url, { signal: AbortSignal.timeout(fetchTimeoutMs) });
  const body: unknown = answer.ok ? await answer.json() : undefined;
  const { keys }: { keys?: unknown } = typeof body === 'object' && body !== null ? body : {};
  if (!Array.isArray(keys)) throw new Error(`JWKS_URL answers ${answer.status} and no keys`);
  return keys.filter((key) => typeof key === 'object' && key !== null);
};
