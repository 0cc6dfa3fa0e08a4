import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `find` stands in the file exactly once; when it does no longer, the change has to be written anew. */
export interface Change {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/**
 * What each changed file says after all changes, made one after the other.
 * @throws Error that names the change which does not stand in its file exactly once.
 */
export const changed = (
  changes: readonly Change[],
  read: (file: string) => string,
): ReadonlyMap<string, string> => {
  const contents = new Map<string, string>();
  for (const { file, find, replace } of changes) {
    const parts = (contents.get(file) ?? read(file)).split(find);
    if (parts.length !== 2) {
      throw new Error(`${file} has ${parts.length - 1} times, and not once:\n${find}`);
    }
    contents.set(file, parts.join(replace));
  }
  return contents;
};

/** Makes the changes in a folder and returns how to take them back. @throws as `changed`. */
export const applyChanges = (folder: string, changes: readonly Change[]): (() => void) => {
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const contents = changed(changes, read);
  const originals = new Map([...contents.keys()].map((file) => [file, read(file)]));
  const write = (files: ReadonlyMap<string, string>): void => {
    for (const [file, content] of files) writeFileSync(join(folder, file), content);
  };
  write(contents);
  return () => write(originals);
};
