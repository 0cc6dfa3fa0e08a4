import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fleetNow, fleetWith, healthyFleet, processOf, secondsAgo } from '../testing/fleet.ts';
import { type AlertCode, alertCodes } from './alert.ts';
import { alertsOf } from './alerts.ts';
import type { FleetFacts } from './facts.ts';
import type { StateName } from './process.ts';

const toldOf = (facts: FleetFacts) =>
  alertsOf(facts).map(({ code, severity, since }) => [code, severity, since] as const);

const ageOf = (seconds: number) => ({ oldestAgeSeconds: seconds, oldestAt: secondsAgo(seconds) });

const outboxOf = (given: Partial<FleetFacts['outbox'][number]>): FleetFacts =>
  healthyFleet({
    outbox: [
      {
        destination: 'standard',
        rows: 3,
        oldestAgeSeconds: null,
        oldestDueAt: null,
        quarantined: 0,
        quarantinedSince: null,
        returned: 0,
        returnedSince: null,
        ...given,
      },
    ],
  });

/** A fleet where one process sees something in a state since ten minutes. */
const seeing = (role: 'relay' | 'worker' | 'api', name: StateName, state: string): FleetFacts =>
  fleetWith(
    role,
    processOf(role, {
      states: { [name]: state },
      since: { [name]: secondsAgo(600).toISOString() },
      figures: { dead_letters: 7, standby_lag: 41 },
    }),
  );

const since = secondsAgo(600);
const gone = { beatAt: since };

/** For every code the fleet in which it holds. */
const cases: Readonly<Record<AlertCode, FleetFacts>> = {
  no_workers: fleetWith('worker', processOf('worker', gone)),
  relay_away: fleetWith('relay', processOf('relay', { beatAt: since, endedAt: since })),
  bridge_away: fleetWith('bridge', processOf('bridge', gone)),
  queue_store_away: seeing('relay', 'queue_store', 'down'),
  rabbitmq_away: seeing('relay', 'rabbitmq', 'down'),
  rabbitmq_blocked: seeing('relay', 'rabbitmq', 'blocked'),
  outbox_old: outboxOf({ oldestDueAt: secondsAgo(660) }),
  outbox_quarantined: outboxOf({ quarantined: 2, quarantinedSince: since }),
  events_returned: outboxOf({ destination: 'exchange', returned: 2, returnedSince: since }),
  dead_letters: seeing('relay', 'dead_letters', 'some'),
  unsent_old: healthyFleet({ backlog: [{ queue: 'critical', unsent: 4, ...ageOf(720) }] }),
  lane_paused: healthyFleet({ pauses: [{ queue: 'bulk', by: 'eve', since }] }),
  unknown_waiting: healthyFleet({ undecided: { count: 2, since } }),
  template_changed: healthyFleet({ unrepeatable: { count: 1, since } }),
  breaker_open: seeing('worker', 'breaker.smtp', 'open'),
  provider_refusing: seeing('worker', 'provider.smtp', 'refusing'),
  standby_away: seeing('api', 'standby', 'down'),
  standby_lag: seeing('api', 'standby', 'lagging'),
  admission_closed: seeing('api', 'admission.bulk', 'closed'),
};

test('a fleet in which all is well has no alerts', () => {
  expect(alertsOf(healthyFleet())).toEqual([]);
});

test.each(alertCodes)('%s is told when it is so, alone, with its beginning', (code) => {
  const alerts = alertsOf(cases[code]);

  expect(new Set(alerts.map((alert) => alert.code))).toEqual(new Set([code]));
  for (const alert of alerts) {
    expect(alert.since).toEqual(since);
    expect(alert.runbook).toBe(`docs/runbook.md#${code}`);
    expect(alert.message).toMatch(/^\S.{30,}$/);
  }
});

test.each(alertCodes)('%s begins at the same time whenever and by whomever it is asked', (code) => {
  const facts = cases[code];
  const later = new Date(fleetNow.getTime() + 7_000);

  const again = alertsOf({ ...facts, roster: { ...facts.roster, now: later } });

  expect(again.map((alert) => alert.since)).toEqual(alertsOf(facts).map((alert) => alert.since));
});

test('the runbook has one section for each code, and for nothing else', () => {
  const runbook = readFileSync(new URL('../../../../docs/runbook.md', import.meta.url), 'utf8');
  const [, part = ''] = runbook.split('\n## Alerts\n');
  const sections = [...(part.split('\n## ')[0] ?? '').matchAll(/^### (.+)$/gm)];

  expect(sections.map(([, code]) => code)).toEqual(alertCodes);
});

describe('workers', () => {
  test('are missed lane by lane', () => {
    const facts = fleetWith(
      'worker',
      processOf('worker', { id: 'a', lanes: ['critical', 'standard'] }),
      processOf('worker', { id: 'b', lanes: ['bulk'], beatAt: since }),
    );

    const [alert, ...others] = alertsOf(facts);

    expect(others).toEqual([]);
    expect(alert).toMatchObject({ code: 'no_workers', severity: 'critical', since });
    expect(alert?.message).toContain('the lane bulk');
  });

  test('that never were are missed since anybody began', () => {
    expect(toldOf(fleetWith('worker'))).toEqual(
      Array(3).fill(['no_workers', 'critical', secondsAgo(3_600)]),
    );
  });

  test('are at work until they have been silent for three beats', () => {
    const silentFor = (seconds: number) =>
      alertsOf(fleetWith('worker', processOf('worker', { beatAt: secondsAgo(seconds) }))).length;

    expect([silentFor(14), silentFor(16)]).toEqual([0, 3]);
  });
});

describe('what waits', () => {
  test('is old sooner in the critical lane, and worse', () => {
    const waiting = (queue: 'critical' | 'standard' | 'bulk', seconds: number) =>
      toldOf(healthyFleet({ backlog: [{ queue, unsent: 1, ...ageOf(seconds) }] }));

    expect(waiting('critical', 119)).toEqual([]);
    expect(waiting('critical', 121)).toEqual([['unsent_old', 'critical', secondsAgo(1)]]);
    expect(waiting('standard', 899)).toEqual([]);
    expect(waiting('standard', 901)).toEqual([['unsent_old', 'warning', secondsAgo(1)]]);
    expect(waiting('bulk', 3_599)).toEqual([]);
  });

  test('in a paused lane is late on purpose', () => {
    const facts = healthyFleet({
      pauses: [{ queue: 'critical', by: 'eve', since }],
      backlog: [{ queue: 'critical', unsent: 1, ...ageOf(7_200) }],
    });

    expect(toldOf(facts)).toEqual([['lane_paused', 'info', since]]);
  });
});

test('without RabbitMQ nobody misses a bridge', () => {
  const facts = fleetWith('bridge');
  const processes = facts.roster.processes.map((each) =>
    each.role === 'relay' ? processOf('relay', { states: { rabbitmq: 'off' } }) : each,
  );

  expect(alertsOf({ ...facts, roster: { ...facts.roster, processes } })).toEqual([]);
});

test('a provider that accepts from one worker refuses nobody', () => {
  const facts = fleetWith(
    'worker',
    processOf('worker', { id: 'a', states: { 'provider.smtp': 'refusing' } }),
    processOf('worker', { id: 'b', states: { 'provider.smtp': 'accepting' } }),
  );

  expect(alertsOf(facts)).toEqual([]);
});

test('of several that see the same, the one that has for longest says since when', () => {
  const seen = (id: string, seconds: number) =>
    processOf('relay', {
      id,
      states: { queue_store: 'down' },
      since: { queue_store: secondsAgo(seconds).toISOString() },
    });

  const facts = fleetWith('relay', seen('a', 20), seen('b', 50));

  expect(toldOf(facts)).toEqual([['queue_store_away', 'critical', secondsAgo(50)]]);
});

test('the worst stands first', () => {
  const facts = {
    ...cases.no_workers,
    pauses: cases.lane_paused.pauses,
    undecided: cases.unknown_waiting.undecided,
  };

  const severities = alertsOf(facts).map(({ severity }) => severity);

  expect(severities).toEqual(['critical', 'critical', 'critical', 'warning', 'info']);
});
