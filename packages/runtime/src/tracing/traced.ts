import type { Span, SpanOptions, Tracing } from './tracing.ts';

/**
 * Runs `work` as a span of its own, which fails when it throws. `work` gets what its own parts name
 * as their parent; without tracing that is the parent of the whole.
 */
export const traced = async <Result>(
  tracing: Tracing | undefined,
  { name, ...options }: SpanOptions & { readonly name: string },
  work: (traceparent: string | null) => Promise<Result>,
): Promise<Result> => {
  if (!tracing) return work(options.parent ?? null);
  const span = tracing.start(name, options);
  return within(span, () => work(span.traceparent));
};

/** Runs `work` and ends the span with it. */
export const within = async <Result>(span: Span, work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    span.fail(codeOf(error));
    throw error;
  } finally {
    span.end();
  }
};

/** A code or the name of its class; the message may hold what does not belong into a trace. */
const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};
