import type { QueueName } from '@postroom/domain';
import type { Executor } from './client.ts';
import type { StoredEvent } from './event-row.ts';
import { createOutboxFloor, type OutboxFloor } from './outbox-floor.ts';

interface JobRow {
  readonly id: string;
  readonly notification_id: string;
  readonly dispatch: number;
  /** Whether it was written to be due later, or has been refused before. */
  readonly has_waited: boolean;
}

interface EventRow {
  readonly id: string;
  readonly tries: number;
  readonly event: StoredEvent;
}

/**
 * Claims due rows, oldest first, by locking them: whoever comes meanwhile skips them. By existence
 * and never after a cursor, for rows become visible in another order than they were numbered in. The
 * column rounds to milliseconds, so what is due at once may lie half of one ahead.
 */
export const createDueRows = () => {
  const floors = new Map<string, OutboxFloor>();
  const floorOf = (destination: string): OutboxFloor => {
    const floor = floors.get(destination) ?? createOutboxFloor(() => performance.now());
    floors.set(destination, floor);
    return floor;
  };
  const due = async <Row>(tx: Executor, destination: string, limit: number) => {
    const floor = floorOf(destination);
    const rows = await tx<(Row & { readonly available_at: Date })[]>`
      select id, notification_id, dispatch, tries, event, available_at,
        available_at <> created_at as has_waited
      from outbox
      where destination = ${destination} and quarantined_at is null
        and available_at <= now() + interval '1 millisecond'
        and available_at >= ${floor.now()}::text::timestamptz
      order by available_at, id limit ${limit} for update skip locked`;
    const [first] = rows;
    if (first) floor.saw(first.available_at);
    return rows;
  };
  return {
    jobs: (tx: Executor, queue: QueueName, limit: number) => due<JobRow>(tx, queue, limit),
    events: (tx: Executor, limit: number) => due<EventRow>(tx, 'exchange', limit),
  };
};
