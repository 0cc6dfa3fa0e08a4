import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { Problem } from './config-error.ts';
import { type Files, readNamedFile } from './files.ts';
import type { Role } from './role.ts';
import type { Values } from './variables.ts';

/** Texts of PEM files; undefined where none is named. */
export interface PemTexts {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly dkimKey: string | undefined;
}

/**
 * Reads the PEM files that variables name, and looks into them: a pair that does not belong together
 * would come to light at the first connection only, as an error of the driver's.
 */
export const readPemFiles = (
  role: Role,
  values: Values,
  files: Files,
): { readonly contents: PemTexts; readonly problems: readonly Problem[] } => {
  const ca = readNamedFile('TLS_CA_FILE', values.TLS_CA_FILE, files);
  const cert = readNamedFile('TLS_CERT_FILE', values.TLS_CERT_FILE, files);
  const key = readNamedFile('TLS_KEY_FILE', values.TLS_KEY_FILE, files);
  const signs = role === 'worker' || role === 'all';
  // Only who signs is given the key; an operator's tool compares it where it can.
  const dkimPath = signs || role === 'ctl' ? values.DKIM_KEY_FILE : undefined;
  const dkim = readNamedFile('DKIM_KEY_FILE', dkimPath, files);
  return {
    contents: { ca: ca.content, cert: cert.content, key: key.content, dkimKey: dkim.content },
    problems: [
      ...[ca, cert, key, ...(signs ? [dkim] : [])].flatMap(({ problems }) => problems),
      ...certificateFaults('TLS_CA_FILE', ca.content),
      ...certificateFaults('TLS_CERT_FILE', cert.content),
      ...pairFaults(cert.content, key.content),
    ],
  };
};

const certificateFaults = (variable: string, text: string | undefined): readonly Problem[] =>
  text === undefined || certificateOf(text)
    ? []
    : [{ variable, text: 'holds no certificate; name a PEM file that begins with one' }];

const pairFaults = (cert: string | undefined, key: string | undefined): readonly Problem[] => {
  if (cert === undefined || key === undefined) return [];
  const [certificate, secret] = [certificateOf(cert), keyOf(key)];
  const variable = 'TLS_KEY_FILE';
  if (!secret) return [{ variable, text: 'holds no key without a passphrase; name a PEM file' }];
  return !certificate || certificate.checkPrivateKey(secret)
    ? []
    : [{ variable, text: 'is not the key of TLS_CERT_FILE; name the two that belong together' }];
};

const certificateOf = (text: string): X509Certificate | undefined => {
  try {
    return new X509Certificate(text);
  } catch {
    return undefined;
  }
};

const keyOf = (text: string): KeyObject | undefined => {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined;
  }
};
