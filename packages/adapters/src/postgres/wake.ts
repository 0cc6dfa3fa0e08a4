import type { QueueName } from '@postroom/domain';
import { type ConnectOptions, connect, type Sql } from './client.ts';

const channel = 'postroom_outbox';
/**
 * At most one notification per process in this many milliseconds: NOTIFY takes a lock over the whole
 * database at commit. More of it costs latency, for whoever comes within it is waited for.
 */
const quietMs = 5;

export type Destination = QueueName | 'exchange';

export interface Waker {
  /**
   * Says, after a commit, that the outbox has new rows for these destinations. Never blocks and never
   * throws: the relay polls anyway.
   */
  wake(destinations: Iterable<Destination>): void;
}

/**
 * Tells relays that there is work, and where: a loop that is woken for nothing asks Postgres for
 * nothing, which under load was most of its asking. Calls within 5 ms become one.
 */
export const createWaker = (sql: Sql): Waker => {
  let timer: NodeJS.Timeout | undefined;
  const pending = new Set<Destination>();
  const notify = () => {
    const payload = [...pending].join(',');
    pending.clear();
    // A notification commits like a write, and nobody needs it on the disk.
    sql`
      select set_config('synchronous_commit', 'off', true), pg_notify(${channel}, ${payload})`.catch(
      () => undefined,
    );
    timer = setTimeout(() => {
      timer = undefined;
      if (pending.size > 0) notify();
    }, quietMs);
    timer.unref();
  };
  return {
    wake(destinations) {
      for (const destination of destinations) pending.add(destination);
      if (!timer && pending.size > 0) notify();
    },
  };
};

/**
 * Listens for the outbox on a connection of its own, and again after every reconnect. Behind a
 * pooler in transaction mode nothing arrives, and polling alone carries the relay. Told which
 * destinations have rows; none named means that any may.
 */
export const listenForOutbox = async (
  options: Pick<ConnectOptions, 'url' | 'tls'>,
  onWake: (destinations: readonly string[]) => void,
): Promise<{ stop(): Promise<void> }> => {
  const sql = connect({ ...options, max: 1, name: 'postroom-listen' });
  await sql.listen(
    channel,
    (payload) => onWake(payload.split(',')),
    () => onWake([]),
  );
  return { stop: () => sql.end({ timeout: 2 }) };
};
