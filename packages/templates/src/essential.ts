import type { TypeCatalogue } from '@postroom/domain';
import { hintFor } from './folder/fault.ts';

/**
 * Tells which types ignore preferences: those the installation names.
 * @throws Error naming each that is not declared, for a misspelt one would go on being suppressed.
 */
export const essentialAmong = (
  { types, find }: TypeCatalogue,
  names: readonly string[],
): ((type: string) => boolean) => {
  const known = types.map(({ type }) => type);
  const faults = names
    .filter((name) => !find(name))
    .map((name) => `there is no type ${name}${hintFor(name, known)}`);
  if (faults.length > 0) throw new Error(`ESSENTIAL_TYPES: ${faults.join(', ')}`);
  return (type) => names.includes(type);
};
