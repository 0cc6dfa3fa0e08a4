import { builtInTypes, loadTypes } from '@postroom/templates';
import { UsageError } from '../usage.ts';

/** Loads a folder of types as a role would at its start. @throws TypesFolderError with every fault. */
export const checkTypes = async (
  dir: string | undefined,
  say: (line: string) => void,
): Promise<void> => {
  if (dir === undefined) throw new UsageError('name the folder: types check DIR, or set TYPES_DIR');
  const types = await loadTypes({ dir });
  const builtIn = new Set(builtInTypes.map(({ type }) => type));
  for (const type of types.filter((each) => !builtInTypes.includes(each))) {
    say(
      `${type.type}  ${builtIn.has(type.type) ? 'overrides the built-in type' : 'added'}, lane ${type.queue}`,
    );
  }
  say(`the types in ${dir} can be used`);
};
