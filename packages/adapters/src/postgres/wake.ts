import { type ConnectOptions, connect, type Sql } from './client.ts';

const channel = 'postroom_outbox';
/** At most one notification per process in this many milliseconds: NOTIFY takes a lock over the whole database at commit. */
const quietMs = 20;

export interface Waker {
  /** Says, after a commit, that the outbox has new rows. Never blocks and never throws: the relay polls anyway. */
  wake(): void;
}

/** Tells relays that there is work. Calls within 20 ms become one. */
export const createWaker = (sql: Sql): Waker => {
  let timer: NodeJS.Timeout | undefined;
  let isPending = false;
  const notify = () => {
    isPending = false;
    sql`select pg_notify(${channel}, '')`.catch(() => undefined);
    timer = setTimeout(() => {
      timer = undefined;
      if (isPending) notify();
    }, quietMs);
    timer.unref();
  };
  return {
    wake() {
      isPending = true;
      if (!timer) notify();
    },
  };
};

/**
 * Listens for the outbox on a connection of its own, and again after every reconnect. Behind a
 * pooler in transaction mode nothing arrives, and polling alone carries the relay.
 */
export const listenForOutbox = async (
  options: Pick<ConnectOptions, 'url' | 'tls'>,
  onWake: () => void,
): Promise<{ stop(): Promise<void> }> => {
  const sql = connect({ ...options, max: 1, name: 'postroom-listen' });
  await sql.listen(channel, onWake, onWake);
  return { stop: () => sql.end({ timeout: 2 }) };
};
