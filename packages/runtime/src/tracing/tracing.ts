/**
 * Spans of what a process does, exported over OTLP. The context of a trace travels as the text of a
 * W3C `traceparent`, in which form it also lies in Postgres and in messages, so that work begun by
 * one process is carried on under the same trace by another.
 */
export interface Tracing {
  start(name: string, options?: SpanOptions): Span;
  /** Hands over what is not exported yet. Takes `patienceMs` at most and never rejects. */
  stop(): Promise<void>;
  readonly patienceMs: number;
}

export interface SpanOptions {
  /** The `traceparent` of the span that this is part of; without one a trace begins. */
  readonly parent?: string | null | undefined;
  readonly kind?: SpanKind;
  /** Milliseconds since 1970, where it began before this call. */
  readonly startedAt?: number;
  readonly attributes?: Attributes;
}

/** Whether it answers or takes from others (`server`, `consumer`), or asks or tells others. */
export type SpanKind = 'internal' | 'server' | 'client' | 'consumer' | 'producer';

/** Ids, counts and words of closed sets. Never an address, a token or a body: traces leave the house. */
export interface Attributes {
  readonly [name: string]: string | number | boolean;
}

export interface Span {
  /** What parts of this span name as their parent. */
  readonly traceparent: string;
  rename(name: string): void;
  note(attributes: Attributes): void;
  /** `code` is a word of a closed set; messages of errors may hold addresses. */
  fail(code: string): void;
  end(): void;
}
