import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';

test('the names and labels are those that dashboards and alerts know', async () => {
  const metrics = createMetrics({ role: 'worker', version: '1.2.3' });

  metrics.http.observe({ route: '/ping', method: 'GET', status: '200' }, 0.01);
  metrics.accepted.inc({ source: 'shop', type: 'welcome' });
  metrics.notifications.inc({ type: 'welcome', status: 'sent' });
  metrics.attempts.inc({ provider: 'smtp', outcome: 'accepted' });
  metrics.attemptSeconds.observe({ provider: 'smtp' }, 0.1);
  metrics.acceptToHandoff.observe({ queue: 'critical' }, 0.02);
  metrics.eventsPublished.inc({ type: 'notification.sent' });
  metrics.eventsUnroutable.inc({ type: 'notification.sent' });
  metrics.ingested.inc({ type: 'user.registered', outcome: 'accepted' });
  metrics.breakerOpen.set({ provider: 'smtp' }, 1);
  metrics.providerLastAccepted.set({ provider: 'smtp' }, 1_700_000_000);
  metrics.reconciled.inc({ reason: 'lease_expired' });

  const text = await metrics.registry.metrics();
  for (const sample of [
    'postroom_http_request_seconds_count{route="/ping",method="GET",status="200"} 1',
    'postroom_accepted_total{source="shop",type="welcome"} 1',
    'postroom_notifications_total{type="welcome",status="sent"} 1',
    'postroom_attempts_total{provider="smtp",outcome="accepted"} 1',
    'postroom_attempt_seconds_count{provider="smtp"} 1',
    'postroom_accept_to_handoff_seconds_count{queue="critical"} 1',
    'postroom_events_published_total{type="notification.sent"} 1',
    'postroom_events_unroutable_total{type="notification.sent"} 1',
    'postroom_ingested_total{type="user.registered",outcome="accepted"} 1',
    'postroom_breaker_open{provider="smtp"} 1',
    'postroom_provider_last_accepted_timestamp_seconds{provider="smtp"} 1700000000',
    'postroom_reconciled_total{reason="lease_expired"} 1',
    'postroom_build_info{version="1.2.3",role="worker"} 1',
  ]) {
    expect(text).toContain(`${sample}\n`);
  }
  expect(text).toContain('nodejs_eventloop_lag_seconds');
});

test('several roles in one process keep their numbers apart', async () => {
  const api = createMetrics({ role: 'api', version: '1' });
  const relay = createMetrics({ role: 'relay', version: '1' });

  api.accepted.inc({ source: 'shop', type: 'welcome' });

  expect(await relay.registry.metrics()).not.toContain('source="shop"');
});
