import { withDeadline } from './deadline.ts';

export interface Stopper {
  /** Remembers how to stop something that has just been started. The name is for people. */
  add(name: string, stop: () => Promise<void> | void): void;
  /**
   * Stops everything, the youngest first, one after the other. One that fails or takes too long
   * does not keep the others from being stopped. Later calls get the same promise.
   *
   * @throws AggregateError with the failures, each naming its part.
   */
  stop(): Promise<void>;
  /** Names of what has not been stopped, the next to go first. */
  pending(): readonly string[];
}

interface Part {
  readonly name: string;
  stop(): Promise<void> | void;
}

/** `partDeadlineMs` bounds each part, default 20,000: below a role's grace, so that later parts get theirs. */
export const createStopper = ({ partDeadlineMs = 20_000 } = {}): Stopper => {
  const parts: Part[] = [];
  let stopping: Promise<void> | undefined;

  const stopAll = async (): Promise<void> => {
    const failures: Error[] = [];
    for (let part = parts.at(-1); part; part = parts.at(-1)) {
      const failure = await stopPart(part, partDeadlineMs);
      if (failure) failures.push(failure);
      parts.splice(parts.indexOf(part), 1);
    }
    if (failures.length > 0) {
      throw new AggregateError(failures, failures.map(({ message }) => message).join('; '));
    }
  };

  return {
    add: (name, stop) => void parts.push({ name, stop }),
    stop: () => {
      stopping ??= stopAll();
      return stopping;
    },
    pending: () => parts.map(({ name }) => name).reverse(),
  };
};

/**
 * Runs the steps of a start, each of which adds what it opened; when one throws, what was opened
 * before is stopped again and the error passes on. The answer is what a role's `start` returns.
 */
export const startParts = async (
  steps: (stopper: Stopper) => Promise<void>,
  options?: Parameters<typeof createStopper>[0],
): Promise<Stopper> => {
  const stopper = createStopper(options);
  try {
    await steps(stopper);
    return stopper;
  } catch (error) {
    // The cause of the failed start is the news; what also fails on the way out is not.
    await stopper.stop().catch(() => undefined);
    throw error;
  }
};

const stopPart = async ({ name, stop }: Part, deadlineMs: number): Promise<Error | undefined> => {
  try {
    await withDeadline(Promise.resolve(stop()), deadlineMs, `stopping ${name}`);
    return undefined;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return new Error(`${name} did not stop cleanly: ${detail}`, { cause: error });
  }
};
