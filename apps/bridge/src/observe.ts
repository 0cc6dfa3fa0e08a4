import { type Log, type Metrics, parseTraceparent } from '@postroom/runtime';
import type { Ingested, IngestOutcome } from './ingest.ts';

/** Sources come from other services, so only so many get a label of their own. */
const maxSources = 50;

/** Counts and logs what comes in; never an address, a token or a body. */
export const createObserver = (metrics: Metrics, log: Log): ((ingested: Ingested) => void) => {
  const sources = new Set<string>();
  let isDeferring = false;
  const labelOf = (source: string): string => {
    if (sources.size < maxSources) sources.add(source);
    return sources.has(source) ? source : 'other';
  };
  return ({ event, outcome, correlationId, submission, reason }) => {
    const type = event ?? 'unknown';
    metrics.ingested.inc({ type, outcome });
    if (outcome === 'accepted' && submission) {
      const source = labelOf(submission.origin.source);
      for (const request of submission.requests) {
        metrics.accepted.inc({ source, type: request.type });
      }
    }
    // A store that is away defers every message again and again: its beginning is the news.
    const isNews = outcome !== 'deferred' || !isDeferring;
    isDeferring = outcome === 'deferred' || (isDeferring && outcome === 'dead');
    log[isNews ? levels[outcome] : 'debug'](
      {
        event: `message.${outcome}`,
        type,
        correlation_id: submission?.origin.correlationId ?? correlationId ?? undefined,
        trace_id: parseTraceparent(submission?.origin.traceparent)?.traceId,
        event_id: submission?.inbox?.eventId,
        reason: reason ?? undefined,
      },
      sentences[outcome],
    );
  };
};

const levels = {
  accepted: 'debug',
  duplicate: 'info',
  dead: 'warn',
  deferred: 'warn',
} as const satisfies Record<IngestOutcome, string>;

const sentences: Record<IngestOutcome, string> = {
  accepted: 'a message was accepted',
  duplicate: 'a message was seen before; nothing was done',
  dead: 'a message cannot be understood and lies among the dead letters',
  deferred: 'a message cannot be accepted now and is tried again',
};
