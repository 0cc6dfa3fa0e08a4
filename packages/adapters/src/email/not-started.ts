import type { Rejection } from '@postroom/domain';

/**
 * The answer of a provider that must not even begin: our process is stopping, which says nothing
 * about the message, so no attempt is spent.
 */
export const notStarted = (state: {
  readonly closed: boolean;
  readonly signal: AbortSignal;
}): Rejection | undefined => {
  if (state.closed)
    return unreachable('closed', 'this process is stopping; it was not handed over');
  return state.signal.aborted
    ? unreachable('aborted', 'given up before it was handed over')
    : undefined;
};

const unreachable = (code: string, detail: string): Rejection => ({
  outcome: 'rejected',
  kind: 'unreachable',
  code,
  detail,
});
