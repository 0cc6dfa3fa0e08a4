/**
 * Deliveries without an end after which a message is set aside: it kills whoever takes it. Under the
 * broker's own limit, which would not say why; so many that restarts alone never come to it.
 */
export const deadlyDeliveries = 20;
/** From so many on it is handled alone. */
const suspectDeliveries = 3;
/** Milliseconds in which those that came together gather, so that chance decides who goes first. */
const gatherMs = 100;

/** How often a message was delivered before and not ended, as quorum queues count. */
export const deliveriesBefore = (
  headers: { readonly [name: string]: unknown } | undefined,
): number => {
  const count = headers?.['x-delivery-count'];
  return typeof count === 'number' ? count : 0;
};

/**
 * Lets suspects go one at a time, drawn by lot. When one kills the process, all that are in hand
 * with it are counted along; going alone, and each time in another order, the innocent are through
 * long before the killer is convicted.
 */
export const createSuspectLine = (random: () => number) => {
  const waiting: (() => void)[] = [];
  let isGoing = false;
  const drawNext = (): void => {
    const [next] = waiting.splice(Math.floor(random() * waiting.length), 1);
    if (next) next();
    else isGoing = false;
  };
  return async <Result>(deliveries: number, work: () => Promise<Result>): Promise<Result> => {
    if (deliveries < suspectDeliveries) return work();
    const turn = new Promise<void>((resolve) => waiting.push(resolve));
    if (!isGoing) {
      isGoing = true;
      setTimeout(drawNext, gatherMs);
    }
    await turn;
    try {
      return await work();
    } finally {
      drawNext();
    }
  };
};
