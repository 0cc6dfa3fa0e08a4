import { generateKeyPairSync } from 'node:crypto';
import { localhostCertificate } from '@postroom/local/testing';
import { expect, test } from 'vitest';
import type { Files } from './files.ts';
import { readPemFiles } from './pem.ts';

const { key, cert } = localhostCertificate;
const strange = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const texts: Readonly<Record<string, string>> = {
  cert,
  key,
  strange: strange.export({ type: 'pkcs8', format: 'pem' }).toString(),
  nothing: 'nothing',
};
const files: Files = {
  read: (path) => {
    const text = texts[path];
    if (text === undefined) throw Object.assign(new Error('gone'), { code: 'ENOENT' });
    return text;
  },
  isFolder: () => false,
};
type Named = Parameters<typeof readPemFiles>[1];
const read = (values: Partial<Named>, role: Parameters<typeof readPemFiles>[0] = 'relay') =>
  // The reader looks at the variables that name files, and at no other.
  readPemFiles(role, values as Named, files);
const problems = (values: Partial<Named>, role?: Parameters<typeof readPemFiles>[0]) =>
  read(values, role).problems.map(({ variable, text }) => `${variable} ${text}`);

test('a certificate, its key and an authority are read', () => {
  const { contents, problems: none } = read({
    TLS_CA_FILE: 'cert',
    TLS_CERT_FILE: 'cert',
    TLS_KEY_FILE: 'key',
  });

  expect(none).toEqual([]);
  expect(contents).toEqual({ ca: cert, cert, key, dkimKey: undefined });
});

test.each([
  [
    'a key of another certificate',
    { TLS_CERT_FILE: 'cert', TLS_KEY_FILE: 'strange' },
    'TLS_KEY_FILE is not the key of TLS_CERT_FILE; name',
  ],
  ['no key', { TLS_CERT_FILE: 'cert', TLS_KEY_FILE: 'nothing' }, 'TLS_KEY_FILE holds no key'],
  [
    'no certificate',
    { TLS_CERT_FILE: 'nothing', TLS_KEY_FILE: 'key' },
    'TLS_CERT_FILE holds no certificate',
  ],
  ['no authority', { TLS_CA_FILE: 'nothing' }, 'TLS_CA_FILE holds no certificate'],
])('%s is told before anything connects', (_, values, told) => {
  expect(problems(values)).toEqual([expect.stringContaining(told)]);
});

test("the key that signs is its user's alone; a tool compares it where it can", () => {
  expect(read({ DKIM_KEY_FILE: 'key' }, 'worker').contents.dkimKey).toBe(key);
  expect(read({ DKIM_KEY_FILE: 'key' }, 'ctl').contents.dkimKey).toBe(key);
  expect(read({ DKIM_KEY_FILE: 'key' }, 'api').contents.dkimKey).toBeUndefined();
  expect(problems({ DKIM_KEY_FILE: 'gone' }, 'worker')).toHaveLength(1);
  expect(problems({ DKIM_KEY_FILE: 'gone' }, 'ctl')).toEqual([]);
});
