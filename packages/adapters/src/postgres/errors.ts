import { StoreError } from '@postroom/application';

const codeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
};

/** 40001 serialization failure, 40P01 deadlock: the whole transaction may simply run again. */
export const isWorthRepeating = (error: unknown): boolean =>
  ['40001', '40P01'].includes(codeOf(error));

/**
 * The server is away, going down, full or read-only: classes 08, 53 and 57P, 25006 of a demoted
 * primary, 57014 of a statement that took too long, 25P03 of a transaction that idled, and the
 * names that postgres.js and the network give their own failures.
 */
const isUnavailable = (code: string): boolean =>
  /^(08|53|57P)/.test(code) ||
  ['25006', '25P03', '57014'].includes(code) ||
  /^(CONNECTION_|CONNECT_TIMEOUT|ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH)/.test(
    code,
  );

/** What a driver threw, in the port's words; what is neither passes through as the bug it is. */
export const asStoreError = (error: unknown): unknown => {
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  if (isUnavailable(code)) {
    return new StoreError('unavailable', `postgres is unavailable: ${message}`, { cause: error });
  }
  if (/^2[23]/.test(code)) return new StoreError('rejected', message, { cause: error });
  return error;
};

const repetitions = 5;

/** Runs `work`, again when it only lost a race, and throws in the port's words. */
export const guarded = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  for (let turn = 1; ; turn++) {
    try {
      return await work();
    } catch (error) {
      if (turn < repetitions && isWorthRepeating(error)) continue;
      throw asStoreError(error);
    }
  }
};
