import type { RecipientCount, RecipientCounts } from '@postroom/application';
import type { Executor, Sql } from './client.ts';
import { texts } from './columns.ts';
import { guarded } from './errors.ts';

/**
 * A row a recipient and type, updated in place: whoever comes second waits for the first to commit
 * and then adds to what that left.
 */
export const recipientCounts = (sql: Executor): RecipientCounts => ({
  async add(counts) {
    const rows = await sql<
      { address: string; type: string; accepted: number; seconds_left: number }[]
    >`
      insert into recipient_counts as hour (address, type, started_at, accepted)
      select t.address, t.type, now(), t.count::int from ${listed(sql, counts)}
      order by 1, 2
      on conflict (address, type) do update set
        accepted = excluded.accepted
          + case when hour.started_at > now() - interval '1 hour' then hour.accepted else 0 end,
        started_at =
          case when hour.started_at > now() - interval '1 hour' then hour.started_at else now() end
      returning address, type, accepted,
        extract(epoch from started_at + interval '1 hour' - now())::float8 as seconds_left`;
    const found = new Map(rows.map((row) => [nameOf(row), row]));
    return counts.map((count) => {
      const row = found.get(nameOf(count));
      if (!row) throw new Error(`nothing was counted for the type ${count.type}`);
      return { before: row.accepted - count.count, secondsLeft: row.seconds_left };
    });
  },

  async takeBack(counts) {
    await sql`
      update recipient_counts hour set accepted = hour.accepted - t.count::int
      from ${listed(sql, counts)} where (hour.address, hour.type) = (t.address, t.type)`;
  },
});

/**
 * Deletes at most `limit` counts whose hour is over; the next notification would begin anew anyway.
 * What somebody is counting just now is left. Answers how many went.
 */
export const forgetOldRecipientCounts = (sql: Sql, limit: number): Promise<number> =>
  guarded(async () => {
    const { count } = await sql`
      delete from recipient_counts where ctid = any(array(
        select ctid from recipient_counts where started_at <= now() - interval '1 hour'
        order by started_at limit ${limit} for update skip locked))`;
    return count;
  });

const listed = (sql: Executor, counts: readonly RecipientCount[]) => sql`unnest(
  ${texts(counts, ({ address }) => address)}::text[],
  ${texts(counts, ({ type }) => type)}::text[],
  ${texts(counts, ({ count }) => count)}::text[]
) as t (address, type, count)`;

const nameOf = ({ address, type }: { address: string; type: string }): string =>
  JSON.stringify([address, type]);
