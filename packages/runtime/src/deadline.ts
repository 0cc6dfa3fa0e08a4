/** Something did not happen in its time; the message says what and after how long. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
  readonly what: string;
  readonly afterMs: number;

  constructor(what: string, afterMs: number) {
    super(`${what} took longer than ${afterMs} ms`);
    this.what = what;
    this.afterMs = afterMs;
  }
}

/**
 * Settles as the promise does, or rejects with a `DeadlineError` after `ms` milliseconds. The work
 * itself is not cancelled, only no longer waited for; what becomes of it later is ignored.
 */
export const withDeadline = <T>(promise: Promise<T>, ms: number, what: string): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DeadlineError(what, ms)), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
