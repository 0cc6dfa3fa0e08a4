/** Lets at most `limit` go at a time; the others wait in the order in which they came. */
export const createTurns = (limit: number): (() => Promise<() => void>) => {
  const waiting: (() => void)[] = [];
  let free = limit;
  const end = (): void => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  /** A turn that is ended twice must not let two others in. */
  const once = (): (() => void) => {
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      end();
    };
  };
  return async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return once();
  };
};
