/** An address in the table that the embedded start prints, without a trailing slash. */
export const urlOf = (output: string, name: string): string => {
  const row = new RegExp(`^  ${name} {2,}(\\w+://\\S+)`, 'm').exec(output);
  if (!row?.[1]) throw new Error(`start-up told no address of ${name}:\n${output}`);
  return row[1].replace(/\/$/, '');
};
