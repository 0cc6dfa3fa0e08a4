import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Log } from '../log.ts';

type ExportResult = Parameters<Parameters<SpanExporter['export']>[1]>[0];

/** Tells once that the collector does not take spans, and once that it does again. */
export const tellExports = (exporter: SpanExporter, log: Log): SpanExporter => {
  let lost = 0;
  const tell = (count: number, { code, error }: ExportResult): void => {
    const hasFailed = code !== 0;
    if (hasFailed && lost === 0) {
      log.warn(
        { event: 'tracing.away', err: error },
        'the collector takes no spans; they are lost',
      );
    }
    if (!hasFailed && lost > 0) {
      log.info({ event: 'tracing.back', spans: lost }, 'the collector takes spans again');
    }
    lost = hasFailed ? lost + count : 0;
  };
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        tell(spans.length, result);
        done(result);
      }),
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
};
