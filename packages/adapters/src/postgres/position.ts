import type { Sql } from './client.ts';

/** A place in the write-ahead log (`pg_lsn`): bytes since the beginning of the cluster. */
export type Position = bigint;

/** Reads `16/B374D848`; undefined for anything else. */
export const positionOf = (text: string): Position | undefined => {
  const [, high, low] = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(text) ?? [];
  if (high === undefined || low === undefined) return undefined;
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
};

/** Where a server stands: a primary with what it has written, a standby with what it has replayed. */
export const askPosition = async (sql: Sql): Promise<string> => {
  const [row] = await sql<{ position: string | null }[]>`
    select case when pg_is_in_recovery() then pg_last_wal_replay_lsn()
      else pg_current_wal_insert_lsn() end as position`;
  return row?.position ?? '0/0';
};

/** Makes concurrent callers share an answer: each gets one that was asked for after it came. */
export const shared = <Answer>(ask: () => Promise<Answer>): (() => Promise<Answer>) => {
  let last: Promise<unknown> = Promise.resolve();
  let next: Promise<Answer> | undefined;
  return () => {
    next ??= last.then(() => {
      next = undefined;
      const asked = ask();
      last = asked.catch(() => undefined);
      return asked;
    });
    return next;
  };
};
