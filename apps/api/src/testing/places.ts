/** Where a text stands in a value, with a way to put another there. */
export interface Place {
  readonly path: readonly (string | number)[];
  put(text: string): unknown;
}

/** Every place of a value that holds a text, at any depth. */
export const placesIn = (value: unknown): readonly Place[] => {
  if (typeof value === 'string') return [{ path: [], put: (text) => text }];
  if (Array.isArray(value)) {
    return value.flatMap((entry, index) =>
      placesIn(entry).map(({ path, put }) => ({
        path: [index, ...path],
        put: (text) => value.with(index, put(text)),
      })),
    );
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, entry]) =>
    placesIn(entry).map(({ path, put }) => ({
      path: [name, ...path],
      put: (text) => ({ ...value, [name]: put(text) }),
    })),
  );
};
