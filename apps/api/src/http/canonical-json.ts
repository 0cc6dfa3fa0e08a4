import { hash } from 'node:crypto';

/**
 * The SHA-256, in hex, of a parsed body in canonical form: members sorted by name, no white space.
 * Two spellings of one value have one hash.
 */
export const canonicalHash = (value: unknown): string => hash('sha256', canonical(value));

const canonical = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`);
  return `{${members.join(',')}}`;
};
