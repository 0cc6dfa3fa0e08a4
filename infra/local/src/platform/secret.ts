import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/**
 * The random secret kept in `file` (mode 0600, 32 characters of base64url), made at the first call.
 *
 * The servers learn their password once, when their data is made, so it has to outlive a process.
 */
export function keptSecret(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const secret = randomBytes(24).toString('base64url');
  // Written aside and renamed: a process killed here leaves no half a secret.
  writeFileSync(`${file}.new`, `${secret}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secret;
}
