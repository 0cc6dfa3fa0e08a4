import { createHash, hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** The parts of a presented key. */
export interface PresentedKey {
  readonly id: string;
  readonly secretSha256: Buffer;
  readonly test: boolean;
}

const shape = /^pr_(live|test)_([A-Za-z0-9-]{1,64})_([\x21-\x7e]{1,256})$/;

/**
 * Reads `pr_live_<id>_<secret>` or `pr_test_<id>_<secret>`. Any other text is a key that is
 * its own secret, under an id made from its digest, and a test key when it begins like one: an
 * installation may bring such a key as its first one. Undefined when it cannot be a key at all.
 */
export const parseApiKey = (text: string): PresentedKey | undefined => {
  if (!/^[\x21-\x7e]{8,512}$/.test(text)) return undefined;
  const [, kind, id, secret] = shape.exec(text) ?? [];
  if (id !== undefined && secret !== undefined) {
    return { id, secretSha256: sha256(secret), test: kind === 'test' };
  }
  const digest = sha256(text);
  // Of another digest than the stored one, so that the id tells nothing about it.
  const name = createHash('sha256').update('id').update(digest).digest('hex').slice(0, 20);
  return { id: `own-${name}`, secretSha256: digest, test: text.startsWith('pr_test_') };
};

/** A new key with 96 bits of id and 256 random bits of secret. It is shown once and never stored. */
export const newApiKey = (kind: 'live' | 'test'): string =>
  `pr_${kind}_${randomBytes(12).toString('hex')}_${randomBytes(32).toString('hex')}`;

/** In time that does not depend on where they differ. */
export const areSameDigest = (a: Buffer, b: Buffer): boolean =>
  a.length === b.length && timingSafeEqual(a, b);

const sha256 = (text: string): Buffer => hash('sha256', text, 'buffer');
