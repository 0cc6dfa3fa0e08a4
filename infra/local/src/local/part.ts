/** A part of the local Postroom as people are told of it. */
export type Part = {
  readonly name: string;
  /** Without a password. */
  readonly url: string;
  readonly note: string;
};

/** A URL that may be printed. */
export function shown(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//');
}
