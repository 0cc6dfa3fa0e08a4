import type { Condition, Severity } from '../alert.ts';
import { type StateName, witnessesOf } from '../process.ts';

/** Holds while any live process sees it so; since the first of them saw it. */
const seen =
  (name: StateName, state: string, severity: Severity, message: string): Condition =>
  ({ roster }) =>
    witnessesOf(roster, name, state)
      .slice(0, 1)
      .map(({ since }) => ({ severity, since, message }));

export const queueStoreAway = seen(
  'queue_store',
  'down',
  'critical',
  'the queue store does not answer or takes nothing: mail waits in Postgres, nothing is lost. Look at Redis (memory, disk, network) and at REDIS_URL',
);

export const rabbitmqAway = seen(
  'rabbitmq',
  'down',
  'warning',
  'RabbitMQ does not answer: events wait in Postgres, mail goes on. Look at the broker and at RABBITMQ_URL',
);

export const rabbitmqBlocked = seen(
  'rabbitmq',
  'blocked',
  'warning',
  'RabbitMQ takes no messages: it has too little memory or disk. Free some; events wait in Postgres',
);

export const standbyAway = seen(
  'standby',
  'down',
  'warning',
  'the standby does not answer: reads go to the primary, and there is nothing to fail over to. Look at the standby and at STANDBY_DATABASE_URL',
);

/** Seconds. Reads that bring their position are right at any lag; what grows is the loss at a failover. */
const laggingSeconds = 30;

export const standbyLag: Condition = ({ roster }) => {
  const [worst] = witnessesOf(roster, 'standby', 'lagging');
  if (!worst) return [];
  const lag = Math.round(worst.process.sight.figures.standby_lag ?? laggingSeconds);
  return [
    {
      severity: 'warning',
      since: worst.since,
      message: `the standby is ${lag} s behind the primary: look at its disk, its network, and long queries on it`,
    },
  ];
};

/** The word for a standby that answers. */
export const standbyState = (lagSeconds: number): 'up' | 'lagging' =>
  lagSeconds > laggingSeconds ? 'lagging' : 'up';
