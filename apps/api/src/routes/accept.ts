import type { Receipt, Submission } from '@postroom/application';
import { acceptTraced } from '@postroom/runtime';
import type { ApiContext } from '../context.ts';
import type { ApiRequest } from '../http/endpoint.ts';

/** Hands in what one caller brought, in the caller's name. It is accepted whole or not at all. */
export const accept = async (
  c: ApiRequest,
  context: ApiContext,
  { requests, idempotency }: Pick<Submission, 'requests' | 'idempotency'>,
): Promise<Receipt> => {
  const { source, test } = c.get('principal');
  const correlationId = c.get('correlationId');
  const parent = c.get('traceparent');
  const count = requests.length;
  const receipt = await acceptTraced(context.tracing, { parent, count }, (traceparent) =>
    context.accept({
      origin: { source, test, correlationId, traceparent, occurredAt: null },
      requests,
      idempotency,
      inbox: null,
      newcomers: [],
    }),
  );
  if (receipt.outcome === 'accepted') {
    for (const { type } of requests) context.metrics.accepted.inc({ source, type });
  }
  return receipt;
};
