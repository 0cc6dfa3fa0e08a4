import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/**
 * The metrics every process has, in a registry of their own, so that several sets can live in one
 * process. Labels come from closed sets: types, states, providers, lanes, route patterns, sources.
 */
export const createMetrics = ({ role, version }: { role: string; version: string }) => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const { counter, gauge, histogram } = instruments([registry]);

  const buildInfo = gauge('postroom_build_info', 'What runs here; always 1', ['version', 'role']);
  buildInfo.set({ version, role }, 1);

  return {
    registry,
    /** Seconds. `route` is the pattern, `other` where none matched. */
    http: histogram(
      'postroom_http_request_seconds',
      'Time to answer a request',
      ['route', 'method', 'status'],
      [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    ),
    accepted: counter('postroom_accepted_total', 'Notifications made durable', ['source', 'type']),
    notifications: counter('postroom_notifications_total', 'Notifications that came to a state', [
      'type',
      'status',
    ]),
    attempts: counter('postroom_attempts_total', 'Attempts to hand off, by outcome', [
      'provider',
      'outcome',
    ]),
    attemptSeconds: histogram(
      'postroom_attempt_seconds',
      'Time a provider took to answer',
      ['provider'],
      [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    ),
    acceptToHandoff: histogram(
      'postroom_accept_to_handoff_seconds',
      'Time from acceptance to the first hand-off',
      ['queue'],
      [0.005, 0.01, 0.015, 0.025, 0.06, 0.1, 0.25, 0.5, 1, 5, 15, 60, 300, 1_800, 3_600],
    ),
    eventsPublished: counter('postroom_events_published_total', 'Events confirmed by RabbitMQ', [
      'type',
    ]),
    eventsUnroutable: counter(
      'postroom_events_unroutable_total',
      'Events returned because no queue is bound to them',
      ['type'],
    ),
    ingested: counter('postroom_ingested_total', 'Messages taken from RabbitMQ, by outcome', [
      'type',
      'outcome',
    ]),
    breakerOpen: gauge('postroom_breaker_open', '1 while a provider is not tried', ['provider']),
    /** Unix time in seconds. */
    providerLastAccepted: gauge(
      'postroom_provider_last_accepted_timestamp_seconds',
      'When a provider last accepted a mail',
      ['provider'],
    ),
    reconciled: counter('postroom_reconciled_total', 'Notifications set going again, by reason', [
      'reason',
    ]),
    buildInfo,
  };
};

const instruments = (registers: Registry[]) => ({
  counter: <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter<Label>({ name, help, labelNames, registers }),
  gauge: <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Gauge<Label>({ name, help, labelNames, registers }),
  histogram: <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    buckets: number[],
  ) => new Histogram<Label>({ name, help, labelNames, buckets, registers }),
});
