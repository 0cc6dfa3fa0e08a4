import { parseApiKey } from '@postroom/application';

interface KeyStore {
  add(key: {
    readonly id: string;
    readonly name: string;
    readonly secretSha256: Buffer;
    readonly scopes: readonly string[];
    readonly test: boolean;
  }): Promise<boolean>;
}

/**
 * Creates the first administrator's key from `BOOTSTRAP_API_KEY`. A key that is there already stays
 * as it is, revoked or not, so that every start may call this.
 * @throws Error when the text cannot be a key.
 */
export const addBootstrapKey = async (keys: KeyStore, text: string): Promise<void> => {
  const key = parseApiKey(text);
  if (!key) {
    throw new Error('BOOTSTRAP_API_KEY is not a key: use 8 to 256 visible ASCII characters');
  }
  await keys.add({ ...key, name: 'bootstrap', scopes: ['admin'] });
};
