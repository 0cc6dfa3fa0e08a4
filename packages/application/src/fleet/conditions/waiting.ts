import type { QueueName } from '@postroom/domain';
import type { Condition, Severity } from '../alert.ts';
import type { FleetFacts } from '../facts.ts';
import { figureOf, witnessesOf } from '../process.ts';

/** How late is too late: beyond the retries of one grey-listed mail, but for what somebody waits for at a screen. */
export const unsentLimitSeconds: Readonly<Record<QueueName, number>> = {
  critical: 120,
  standard: 900,
  bulk: 3_600,
};

/** Seconds by which a row of the outbox may be late before a relay is no longer keeping up. */
const outboxLimitSeconds = 60;

export const unsentOld: Condition = (facts) =>
  facts.backlog.flatMap(({ queue, unsent, oldestAt }) => {
    const seconds = unsentLimitSeconds[queue];
    const since = passed(oldestAt, seconds, facts);
    if (!since || isHeld(facts, queue)) return [];
    return [
      {
        severity: severityOf(queue),
        since,
        message: `the oldest of ${unsent} unsent in the lane ${queue} waits for over ${seconds} s: are workers there, does the provider answer?`,
      },
    ];
  });

export const outboxOld: Condition = (facts) =>
  facts.outbox.flatMap(({ destination, rows, oldestDueAt }) => {
    const since = passed(oldestDueAt, outboxLimitSeconds, facts);
    if (!since || (destination !== 'exchange' && isHeld(facts, destination))) return [];
    const store = destination === 'exchange' ? 'RabbitMQ' : 'the queue store';
    return [
      {
        severity: severityOf(destination),
        since,
        message: `${rows} rows of the outbox for ${destination} wait, the oldest for over ${outboxLimitSeconds} s: is a relay at work, and ${store} there?`,
      },
    ];
  });

export const outboxQuarantined: Condition = ({ outbox }) =>
  outbox.flatMap(({ destination, quarantined, quarantinedSince }) =>
    quarantinedSince === null
      ? []
      : [
          {
            severity: 'warning',
            since: quarantinedSince,
            message: `${quarantined} rows of the outbox for ${destination} can never be published and were set aside: their last_error says why`,
          },
        ],
  );

export const eventsReturned: Condition = ({ outbox }) =>
  outbox.flatMap(({ destination, returned, returnedSince }) =>
    returnedSince === null || destination !== 'exchange'
      ? []
      : [
          {
            severity: 'warning',
            since: returnedSince,
            message: `${returned} events were refused, or no queue is bound to them: bind one to notification.# on notification.events before EVENT_HOLD_HOURS are over`,
          },
        ],
  );

export const deadLetters: Condition = ({ roster }) =>
  witnessesOf(roster, 'dead_letters', 'some')
    .slice(0, 1)
    .map(({ since }) => ({
      severity: 'warning',
      since,
      message: `${figureOf(roster, 'dead_letters') ?? 'some'} messages were not understood and lie in notification.ingest.dead: the header x-postroom-reason says why`,
    }));

export const lanePaused: Condition = ({ pauses, backlog }) =>
  pauses.map(({ queue, by, since }) => ({
    severity: 'info',
    since,
    message: `${by} paused the lane ${queue}; ${backlog.find((each) => each.queue === queue)?.unsent ?? 0} wait in it. Resume it when the reason is gone`,
  }));

export const unknownWaiting: Condition = ({ undecided: { count, since } }) =>
  since === null
    ? []
    : [
        {
          severity: 'warning',
          since,
          message: `${count} notifications may have been sent and wait for a decision: resolve each as sent or failed, or send it again`,
        },
      ];

const severityOf = (destination: QueueName | 'exchange'): Severity =>
  destination === 'critical' ? 'critical' : 'warning';

/** When it had waited for its limit; undefined while it has not. */
const passed = (
  oldest: Date | null,
  seconds: number,
  { roster: { now } }: FleetFacts,
): Date | undefined => {
  if (oldest === null) return undefined;
  const limit = new Date(oldest.getTime() + seconds * 1000);
  return limit < now ? limit : undefined;
};

/** What an operator holds is late on purpose. */
const isHeld = ({ pauses }: FleetFacts, queue: QueueName): boolean =>
  pauses.some((each) => each.queue === queue);
