export type Patience = {
  /** What is awaited, for the error: "PostgreSQL to accept a query". */
  readonly what: string;
  /** Milliseconds until it is given up. */
  readonly deadlineMs: number;
  /** Milliseconds between two looks; 50 by default. */
  readonly everyMs?: number;
};

/**
 * Looks again and again until `look` returns something other than undefined, and returns that.
 *
 * What `look` throws counts as "not yet" and becomes the cause of the error at the deadline.
 */
export async function eventually<T>(
  look: () => Promise<T | undefined> | T | undefined,
  { what, deadlineMs, everyMs = 50 }: Patience,
): Promise<T> {
  const deadline = Date.now() + deadlineMs;
  let cause: unknown;
  do {
    try {
      const seen = await look();
      if (seen !== undefined) return seen;
    } catch (error) {
      if (error instanceof Hopeless) throw error.cause;
      cause = error;
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  } while (Date.now() < deadline);
  throw new Error(`waited ${Math.round(deadlineMs / 1000)} s in vain for ${what}`, { cause });
}

/** Thrown by a look to say that waiting longer is useless; its cause is what the caller sees. */
export class Hopeless extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}
