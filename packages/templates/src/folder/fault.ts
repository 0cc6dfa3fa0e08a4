import { nearest } from '@postroom/domain';

/** Something wrong in a file of the types folder. */
export interface TypeFault {
  /** The file's name within the folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** A sentence that says what is wrong, and what to do. */
  readonly detail: string;
}

/** Types in a folder that cannot be used; the message names every fault with file and line. */
export class TypesFolderError extends Error {
  override readonly name = 'TypesFolderError';
  readonly faults: readonly TypeFault[];

  constructor(folder: string, faults: readonly TypeFault[]) {
    const lines = faults.map(({ file, line, detail }) => `- ${file}:${line}: ${detail}`);
    super(`the types in ${folder} (TYPES_DIR) cannot be used:\n${lines.join('\n')}`);
    this.faults = faults;
  }
}

/** What a misspelt word may have meant, as the end of a sentence. */
export const hintFor = (word: string, known: readonly string[]): string => {
  const meant = nearest(word, known);
  return meant === undefined ? `; known: ${known.join(', ')}` : `; did you mean ${meant}?`;
};
