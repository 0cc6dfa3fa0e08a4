import { StoreError } from '@postroom/application';
import { DeadlineError, withDeadline } from '@postroom/runtime';

/** Milliseconds a caller waits for the database: a statement may take five seconds, a connection too. */
const deadlineMs = 8_000;

type Answering<Port> = { readonly [Name in keyof Port]: (...asked: never[]) => Promise<unknown> };

/**
 * The same port, each call answered in time or with `unavailable`. The driver connects again and
 * again for as long as something in between (a proxy, a load balancer) takes its connections and
 * drops them, and whoever asked would wait with it. What was asked may still be done later.
 */
export const bounded = <Port extends Answering<Port>>(name: string, port: Port): Port => {
  // What the bound of the type parameter says, for a loop over its names.
  const asks = port as Readonly<Record<string, (...asked: never[]) => Promise<unknown>>>;
  const calls = Object.entries(asks).map(([call, ask]) => [
    call,
    (...asked: never[]) => inTime(`${name}.${call}`, ask(...asked)),
  ]);
  // The same names with functions of the same types.
  return Object.fromEntries(calls) as Port;
};

const inTime = async (what: string, answer: Promise<unknown>): Promise<unknown> => {
  try {
    return await withDeadline(answer, deadlineMs, what);
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    throw new StoreError('unavailable', error.message, { cause: error });
  }
};
