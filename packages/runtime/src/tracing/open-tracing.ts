import type { Config } from '../config/config.ts';
import type { Log } from '../log.ts';
import type { Tracing } from './tracing.ts';

/** Nothing where no endpoint is set: then not even the library is loaded. */
export const openTracing = async ({
  tracing: { otlpEndpoint: endpoint, share },
  role,
  log,
}: {
  readonly tracing: Config['tracing'];
  readonly role: string;
  readonly log: Log;
}): Promise<Tracing | undefined> => {
  if (endpoint === undefined) return undefined;
  const { createOtlpTracing } = await import('./otlp-tracing.ts');
  return createOtlpTracing({ endpoint, share, role, log });
};
