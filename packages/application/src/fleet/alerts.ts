import { type Alert, type AlertCode, alertCodes, type Condition, runbookOf } from './alert.ts';
import { bridgeAway, noWorkers, relayAway } from './conditions/roles.ts';
import {
  admissionClosed,
  breakerOpen,
  providerRefusing,
  templateChanged,
} from './conditions/sending.ts';
import {
  queueStoreAway,
  rabbitmqAway,
  rabbitmqBlocked,
  standbyAway,
  standbyLag,
} from './conditions/servers.ts';
import {
  deadLetters,
  eventsReturned,
  lanePaused,
  outboxOld,
  outboxQuarantined,
  unknownWaiting,
  unsentOld,
} from './conditions/waiting.ts';
import type { FleetFacts } from './facts.ts';

const conditions: Readonly<Record<AlertCode, Condition>> = {
  no_workers: noWorkers,
  relay_away: relayAway,
  bridge_away: bridgeAway,
  queue_store_away: queueStoreAway,
  rabbitmq_away: rabbitmqAway,
  rabbitmq_blocked: rabbitmqBlocked,
  outbox_old: outboxOld,
  outbox_quarantined: outboxQuarantined,
  events_returned: eventsReturned,
  dead_letters: deadLetters,
  unsent_old: unsentOld,
  lane_paused: lanePaused,
  unknown_waiting: unknownWaiting,
  template_changed: templateChanged,
  breaker_open: breakerOpen,
  provider_refusing: providerRefusing,
  standby_away: standbyAway,
  standby_lag: standbyLag,
  admission_closed: admissionClosed,
};

const order = ['critical', 'warning', 'info'] as const;

/** Everything that holds, the worst first, within a severity in the order of the codes. */
export const alertsOf = (facts: FleetFacts): readonly Alert[] => {
  const all = alertCodes.flatMap((code) =>
    conditions[code](facts).map((finding) => ({ code, ...finding, runbook: runbookOf(code) })),
  );
  return order.flatMap((severity) => all.filter((alert) => alert.severity === severity));
};
