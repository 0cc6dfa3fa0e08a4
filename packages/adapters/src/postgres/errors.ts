import { StoreError } from '@postroom/application';
import { isCertificateFault, reasonOf } from '../tls/certificate-fault.ts';

const codeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
};

/** 40001 serialization failure, 40P01 deadlock: the whole transaction may simply run again. */
const isWorthRepeating = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error));

/**
 * The server is away, going down, full or read-only: classes 08, 53 and 57P, 25006 of a demoted
 * primary, 57014 of a statement that took too long, 25P03 of a transaction that idled, a certificate
 * that was refused, and the names that postgres.js and the network give their own failures.
 */
const isUnavailable = (code: string): boolean =>
  /^(08|53|57P)/.test(code) ||
  ['25006', '25P03', '57014'].includes(code) ||
  isCertificateFault(code) ||
  /^(CONNECTION_|CONNECT_TIMEOUT|ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH)/.test(
    code,
  );

/** What a driver threw, in the port's words; what is neither passes through as the bug it is. */
const asStoreError = (error: unknown): unknown => {
  const code = codeOf(error);
  const message = reasonOf(error, 'DATABASE_URL');
  if (isUnavailable(code)) {
    return new StoreError('unavailable', `postgres is unavailable: ${message}`, { cause: error });
  }
  if (/^2[23]/.test(code)) return new StoreError('rejected', message, { cause: error });
  return error;
};

const repetitions = 5;

/**
 * Longer than any statement and any publish may take. A server that takes connections and says
 * nothing, such as a proxy before a dead one, keeps the driver reconnecting for ever.
 */
const longestMs = 15_000;

/**
 * Runs `work`, again when it only lost a race, and throws in the port's words. Silence is thrown as
 * `unavailable` after 15 seconds, or as many milliseconds as given; what was begun may still be committed, as with every lost answer.
 */
export const guarded = async <Result>(
  work: () => Promise<Result>,
  deadlineMs = longestMs,
): Promise<Result> => {
  for (let turn = 1; ; turn++) {
    try {
      return await answered(work(), deadlineMs);
    } catch (error) {
      if (turn < repetitions && isWorthRepeating(error)) continue;
      throw asStoreError(error);
    }
  }
};

const answered = async <Result>(working: Promise<Result>, deadlineMs: number): Promise<Result> => {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new StoreError('unavailable', `postgres gave no answer within ${deadlineMs} ms`));
    }, deadlineMs);
  });
  try {
    return await Promise.race([working, silence]);
  } finally {
    clearTimeout(timer);
  }
};
