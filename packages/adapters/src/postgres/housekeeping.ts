import type { Sql } from './client.ts';
import { guarded } from './errors.ts';

/** What may go after a while. Each call takes at most `limit` rows and answers how many went. */
export interface HousekeepingStore {
  /** Of failed, expired and unknown ones that ended before; they can then not be sent again. */
  eraseSecrets(old: Old): Promise<number>;
  forgetIdempotencyKeys(old: Old): Promise<number>;
  forgetInbox(old: Old): Promise<number>;
  /** Entries whose id is only a hash of the message. */
  forgetInboxHashes(old: Old): Promise<number>;
  /** Those that have ended. */
  forgetOperations(old: Old): Promise<number>;
  /** Notifications that outlived their week's table because they had not ended, and now have. */
  forgetStragglers(old: Old): Promise<number>;
}

export interface Old {
  readonly olderThanHours: number;
  readonly limit: number;
}

/**
 * Rows that somebody else holds are skipped, so any number of relays may do this side by side and
 * none waits for a caller.
 */
export const createHousekeepingStore = (sql: Sql): HousekeepingStore => {
  const before = ({ olderThanHours }: Old) =>
    sql`now() - ${olderThanHours}::float8 * interval '1 hour'`;
  return {
    eraseSecrets: (old) =>
      gone(
        () => sql`
          update notifications set variables = variables - sensitive, variables_erased = true
          where id in (
            select id from notifications
            where status in ('failed', 'expired', 'unknown') and variables ?| sensitive
              and updated_at < ${before(old)}
            order by updated_at limit ${old.limit} for update skip locked
          )`,
      ),

    forgetIdempotencyKeys: (old) =>
      gone(
        () => sql`
          delete from idempotency_keys where ctid = any(array(
            select ctid from idempotency_keys where created_at < ${before(old)}
            order by created_at limit ${old.limit} for update skip locked))`,
      ),

    forgetInbox: (old) =>
      gone(
        () => sql`
          delete from inbox where ctid = any(array(
            select ctid from inbox where created_at < ${before(old)}
            order by created_at limit ${old.limit} for update skip locked))`,
      ),

    forgetInboxHashes: (old) =>
      gone(
        () => sql`
          delete from inbox where ctid = any(array(
            select ctid from inbox
            where event_id like 'sha256:%' and created_at < ${before(old)}
            order by created_at limit ${old.limit} for update skip locked))`,
      ),

    forgetOperations: (old) =>
      gone(
        () => sql`
          delete from operations where id = any(array(
            select id from operations where ended_at < ${before(old)}
            order by ended_at limit ${old.limit} for update skip locked))`,
      ),

    forgetStragglers: (old) =>
      gone(
        () => sql`
          with gone as (
            delete from notifications_default where id = any(array(
              select id from notifications_default
              where id < postroom_first_id(${before(old)}) and updated_at < ${before(old)}
                and status not in ('scheduled', 'queued', 'sending', 'retry_wait')
              order by id limit ${old.limit} for update skip locked))
            returning id
          ), attempted as (
            delete from attempts_default where notification_id in (select id from gone)
          ), told as (
            delete from timeline_default where notification_id in (select id from gone)
          )
          select from gone`,
      ),
  };
};

const gone = (statement: () => Promise<{ readonly count: number }>): Promise<number> =>
  guarded(async () => (await statement()).count);
