/** The text face of a mail: paragraphs, and after the signature line why it came. */
export const letter = (paragraphs: readonly (string | undefined)[], reason: string): string => {
  const said = paragraphs.filter((paragraph) => paragraph !== undefined);
  return `${[...said, `-- \n${reason}`].join('\n\n')}\n`;
};
