import { randomBytes } from 'node:crypto';

/**
 * A name no other test has, such as `test_1k2j3h4g5f6d`: lower-case letters, digits and underscores,
 * good for a database, a virtual host, a queue or a key prefix.
 */
export function uniqueName(prefix: string): string {
  return `${prefix}_${randomBytes(8).toString('hex')}`;
}
