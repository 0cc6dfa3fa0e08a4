import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Paths of PEM files, as servers want them, and the authority's text, as clients want it. */
export type Certificates = {
  readonly ca: string;
  readonly caFile: string;
  certOf(server: string): string;
  keyOf(server: string): string;
};

// Three steps up from src/testing and from dist/testing.
const script = fileURLToPath(new URL('../../../docker/ssl-setup.sh', import.meta.url));

/**
 * An authority and certificates of the servers, each made out to localhost and 127.0.0.1 too: those
 * that `make ssl-setup` makes. Needs openssl.
 */
export async function makeCertificates(folder: string): Promise<Certificates> {
  await promisify(execFile)('bash', [script, folder]);
  const caFile = join(folder, 'ca.pem');
  return {
    ca: readFileSync(caFile, 'utf8'),
    caFile,
    certOf: (server) => join(folder, `${server}.pem`),
    keyOf: (server) => join(folder, `${server}.key`),
  };
}
