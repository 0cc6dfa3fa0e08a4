/**
 * Finds variables that look like misspelt ones of ours: a typing error or two away. A short name
 * must be closer, since short words resemble each other by chance.
 */
export const findMisspelt = (
  given: readonly string[],
  known: readonly string[],
): readonly { readonly given: string; readonly meant: string }[] =>
  given
    .filter((name) => name.length >= 6 && !known.includes(name))
    .flatMap((name) => {
      const meant = known.find((candidate) => distance(name, candidate) <= tolerance(candidate));
      return meant ? [{ given: name, meant }] : [];
    });

const tolerance = (name: string): number => (name.length >= 8 ? 2 : 1);

/** Levenshtein's distance; names that differ more in length than we tolerate are far at once. */
const distance = (a: string, b: string): number => {
  if (Math.abs(a.length - b.length) > 2) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
};
