/** Mails that somebody keeps, by `<notification id>.<redrive>`. */
export interface Copies {
  add(key: string): void;
  readonly total: number;
  /** How many copies there are of each. */
  byKey(): ReadonlyMap<string, number>;
}

export const createCopies = (): Copies => {
  const counts = new Map<string, number>();
  let total = 0;
  return {
    add(key) {
      total += 1;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    get total() {
      return total;
    },
    byKey: () => counts,
  };
};
