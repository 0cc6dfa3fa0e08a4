import type { Status } from '@postroom/domain';
import type postgres from 'postgres';

/** What was found after a fault run, from the database, the ledger's triggers, and the sinks. */
export interface Evidence {
  /** Every id that a 202 named. */
  readonly accepted: readonly string[];
  /** How many notifications there should be, those that came over AMQP included. */
  readonly expected: number;
  readonly notifications: readonly Standing[];
  /** In the order in which they were made. */
  readonly moves: readonly Move[];
  /** Ids of events about notifications, as they were put into the outbox. */
  readonly events: readonly string[];
  /** Ids of events as another service heard them; undefined where nobody could. */
  readonly heard: ReadonlySet<string> | undefined;
  /** Mails kept by sinks, by `<id>.<redrive>`. */
  readonly copies: ReadonlyMap<string, number>;
  /** What the sinks promise of an idempotency key. */
  readonly sinks: 'idempotent' | 'smtp';
  readonly outbox: readonly OutboxRow[];
}

export interface Standing {
  readonly id: string;
  readonly status: Status;
  readonly redrive: number;
  /** Seconds since the lease ended; null while it holds or where there is none. */
  readonly leaseOverdue: number | null;
}

export interface Move {
  readonly id: string;
  readonly before: Status | null;
  readonly after: Status;
  /** Before the move. */
  readonly maybeSent: boolean;
  /** Whether it ended a hand-off of which nobody knows what became. */
  readonly isDoubtful: boolean;
  readonly redrive: number;
}

export interface OutboxRow {
  readonly destination: string;
  /** Seconds since it was due for the first time: a row that is refused is due again and again. */
  readonly overdue: number;
  readonly isQuarantined: boolean;
}

type Outside = Pick<Evidence, 'accepted' | 'expected' | 'heard' | 'copies' | 'sinks'>;

export const gatherEvidence = async (sql: postgres.Sql, outside: Outside): Promise<Evidence> => {
  const [notifications, moves, events, outbox] = await Promise.all([
    sql<Standing[]>`
      select id, status, redrive,
        case when lease_until < now() then extract(epoch from now() - lease_until)::float8 end as "leaseOverdue"
      from notifications`,
    sql<Move[]>`
      select id, before, after, redrive, maybe_sent as "maybeSent",
        is_doubtful as "isDoubtful"
      from chaos.moves order by place`,
    sql<{ event_id: string }[]>`
      select event_id from chaos.events where id is not null order by place`,
    sql<OutboxRow[]>`
      select destination, quarantined_at is not null as "isQuarantined",
        extract(epoch from now() - case when tries > 0 then created_at else available_at end)::float8 as overdue
      from outbox`,
  ]);
  return {
    ...outside,
    notifications: [...notifications],
    moves: [...moves],
    events: events.map(({ event_id }) => event_id),
    outbox: [...outbox],
  };
};
