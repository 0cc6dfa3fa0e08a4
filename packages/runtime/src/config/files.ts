import { readFileSync, statSync } from 'node:fs';
import type { Problem } from './config-error.ts';

/** What configuration needs of a file system; tests bring their own. */
export interface Files {
  /** Throws an error with a `code`, as node does. */
  read(path: string): string;
  isFolder(path: string): boolean;
}

export const realFiles: Files = {
  read: (path) => readFileSync(path, 'utf8'),
  isFolder: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
};

/** The text of a file that a variable names, or the problem with it. */
export const readNamedFile = (
  variable: string,
  path: string | undefined,
  files: Files,
): { readonly content: string | undefined; readonly problems: readonly Problem[] } => {
  if (path === undefined) return { content: undefined, problems: [] };
  try {
    return { content: files.read(path), problems: [] };
  } catch (error) {
    const text = `${JSON.stringify(path)} ${complaint(error)}; name a PEM file that this user can read`;
    return { content: undefined, problems: [{ variable, text }] };
  }
};

const complaint = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this user';
  return code === 'EISDIR' ? 'is a folder' : 'cannot be read';
};
