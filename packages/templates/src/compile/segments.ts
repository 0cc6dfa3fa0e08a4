/** A document cut at its variables: pieces with the name of a variable between each two. */
export interface Segments {
  /** One more than there are slots. */
  readonly pieces: readonly string[];
  /** The variable that follows the piece of the same index. */
  readonly slots: readonly string[];
}

/** A value to draw in place of a variable's, which is found again in what was drawn. */
export const markerFor = (index: number, shape: 'text' | 'link'): string =>
  shape === 'link' ? `https://${stem}${index}.invalid/` : `${stem}${index}z`;

/** Cuts a document that was drawn with markers; `markers` leads from each to its variable. */
export const cut = (document: string, markers: ReadonlyMap<string, string>): Segments => {
  if (markers.size === 0) return { pieces: [document], slots: [] };
  // Markers are letters, digits, dots, slashes and colons: only the dots mean something to RegExp.
  const anyMarker = new RegExp(`(${[...markers.keys()].join('|').replaceAll('.', '\\.')})`);
  const parts = document.split(anyMarker);
  return {
    pieces: parts.filter((_, index) => index % 2 === 0),
    slots: parts.filter((_, index) => index % 2 === 1).map((marker) => markers.get(marker) ?? ''),
  };
};

/** Nothing that escaping would touch, and nothing that anybody writes. */
const stem = 'zqpostroomvariablezq';
