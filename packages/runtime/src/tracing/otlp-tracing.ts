import { randomUUID } from 'node:crypto';
import {
  type Context,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { withDeadline } from '../deadline.ts';
import type { Log } from '../log.ts';
import { formatTraceparent, parseTraceparent } from '../traceparent.ts';
import { postroomVersion } from '../version.ts';
import { tellExports } from './tell-exports.ts';
import type { Span, Tracing } from './tracing.ts';

/** Milliseconds that one export may take, its retries included. */
const exportTimeoutMs = 5_000;
/** Milliseconds that a stop waits for the last export: traces are worth no more of the grace. */
const flushTimeoutMs = 3_000;
/** Milliseconds that a span waits for others to be exported with. */
const gatherMs = 1_000;
/** Spans waiting to be exported, a few megabytes; what comes on top is dropped. */
const mostWaiting = 4_096;

/**
 * Exports spans as JSON to `<endpoint>/v1/traces`, in batches and beside the work: a collector that
 * is slow or away costs spans, never a notification. `OTEL_EXPORTER_OTLP_HEADERS` is sent along.
 */
export const createOtlpTracing = ({
  endpoint,
  share,
  role,
  log,
}: {
  /** No trailing slash. */
  readonly endpoint: string;
  /** Of the traces that begin here, 0 to 1; of others the caller has decided. */
  readonly share: number;
  readonly role: string;
  readonly log: Log;
}): Tracing => {
  const exporter = new OTLPTraceExporter({
    url: `${endpoint}/v1/traces`,
    timeoutMillis: exportTimeoutMs,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': `postroom-${role}`,
      'service.version': postroomVersion(),
      'service.instance.id': randomUUID(),
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: tellExports(exporter, log),
        exportTimeoutMillis: exportTimeoutMs,
        scheduledDelayMillis: gatherMs,
        maxQueueSize: mostWaiting,
      }),
    ],
  });
  const tracer = provider.getTracer('postroom');
  return {
    start: (name, { parent, kind = 'internal', startedAt, attributes = {} } = {}) =>
      spanOf(
        tracer.startSpan(
          name,
          {
            kind: kinds[kind],
            attributes,
            ...(startedAt !== undefined && { startTime: startedAt }),
          },
          contextOf(parent),
        ),
      ),
    patienceMs: flushTimeoutMs,
    async stop() {
      await withDeadline(provider.shutdown(), flushTimeoutMs, 'handing over traces').catch(
        (err: unknown) => log.warn({ event: 'tracing.lost', err }, 'the last spans are lost'),
      );
    },
  };
};

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
  producer: SpanKind.PRODUCER,
} as const;

const contextOf = (parent: string | null | undefined): Context => {
  const given = parseTraceparent(parent);
  if (!given) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: given.traceId,
    spanId: given.parentId,
    traceFlags: given.isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
  });
};

const spanOf = (span: OtelSpan): Span => {
  const { traceId, spanId: parentId, traceFlags } = span.spanContext();
  const isSampled = (traceFlags & TraceFlags.SAMPLED) === TraceFlags.SAMPLED;
  return {
    traceparent: formatTraceparent({ traceId, parentId, isSampled }),
    rename: (name) => void span.updateName(name),
    note: (attributes) => void span.setAttributes(attributes),
    fail(code) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute('error.type', code);
    },
    end: () => span.end(),
  };
};
