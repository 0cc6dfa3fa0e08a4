import { traced } from './traced.ts';
import type { SpanKind, Tracing } from './tracing.ts';

/**
 * Notifications of one request above which their deliveries are not followed: the trace ends with
 * their acceptance. A batch of 1,000 would be a trace of several thousand spans.
 */
const mostFollowed = 20;

/** Runs what makes `count` notifications durable as the span `accept`. `work` gets what they carry on. */
export const acceptTraced = <Result>(
  tracing: Tracing | undefined,
  {
    parent,
    count,
    kind = 'internal',
  }: { readonly parent: string | null; readonly count: number; readonly kind?: SpanKind },
  work: (traceparent: string | null) => Promise<Result>,
): Promise<Result> => {
  if (!tracing) return work(parent);
  const attributes = { 'postroom.notifications': count };
  return traced(tracing, { name: 'accept', parent, kind, attributes }, (traceparent) =>
    work(count > mostFollowed ? unsampled(traceparent) : traceparent),
  );
};

const unsampled = (traceparent: string | null): string | null =>
  traceparent === null ? null : traceparent.replace(/[0-9a-f]{2}$/, '00');
