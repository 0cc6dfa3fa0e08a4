import type { BucketLimit, Taken, TokenBuckets } from '@postroom/application';
import type { PendingQuery, Row } from 'postgres';
import type { Sql } from './client.ts';
import { guarded } from './errors.ts';

/**
 * One row a bucket, one statement a question: who comes second waits for the row and reckons with
 * what the first left. The clock is read once the row is locked, hence `clock_timestamp()`, and
 * what a token takes to come is rounded up, so that rounding never grants one too many.
 */
export const createTokenBuckets = (sql: Sql): TokenBuckets => ({
  take: (bucket, wanted, limit) =>
    guarded(() => spend(sql, { bucket, wanted, limit, mayOwe: false })),
  owe: (bucket, wanted, limit) =>
    guarded(() => spend(sql, { bucket, wanted, limit, mayOwe: true })),
});

interface Ask {
  readonly bucket: string;
  readonly wanted: number;
  readonly limit: BucketLimit;
  readonly mayOwe: boolean;
}

const spend = async (sql: Sql, { bucket, wanted, limit, mayOwe }: Ask): Promise<Taken> => {
  const { ratePerSecond, burst } = limit;
  const first = mayOwe ? wanted : Math.min(wanted, burst);
  const rate = sql`${ratePerSecond}::float8`;
  const [row] = await sql<{ granted: number; left: number }[]>`
    insert into token_buckets as bucket (name, full_at, granted)
    values (${bucket}, clock_timestamp() + ${timeFor(sql, sql`${first}::int`, rate)}, ${first}::int)
    on conflict (name) do update set (full_at, granted) = (
      select greatest(bucket.full_at, asked.at) + ${timeFor(sql, sql`asked.granted`, rate)}, asked.granted
      from (
        select clock.at, case when ${mayOwe} then ${wanted}::int else least(${wanted}::int, greatest(0,
          floor(${burst}::float8 - ${missing(sql, sql`bucket.full_at - clock.at`, rate)})))::int end as granted
        from (select clock_timestamp() as at) as clock
      ) as asked
    )
    returning granted,
      ${burst}::float8 - ${missing(sql, sql`full_at - clock_timestamp()`, rate)} as left`;
  if (!row) throw new Error(`the bucket ${bucket} gave no answer`);
  const { granted, left } = row;
  return {
    granted,
    retryAfterMs: left >= 1 ? 0 : Math.ceil(((1 - left) * 1_000) / ratePerSecond),
    // Rounding up made it a trifle less than it is.
    remaining: Math.floor(left + 0.001),
  };
};

type Fragment = PendingQuery<Row[]>;

/** How long so many tokens take to come. */
const timeFor = (sql: Sql, tokens: Fragment, rate: Fragment) =>
  sql`make_interval(secs => ceil(${tokens} * 1e6::float8 / ${rate}) / 1e6::float8)`;

/** Tokens that are missing in a bucket that will be full after so long. */
const missing = (sql: Sql, untilFull: Fragment, rate: Fragment) =>
  sql`greatest(0, extract(epoch from ${untilFull}))::float8 * ${rate}`;

/**
 * Deletes at most `limit` buckets that have been full for an hour, which is what no row means: it
 * changes nothing. Answers how many went.
 */
export const forgetFullBuckets = (sql: Sql, limit: number): Promise<number> =>
  guarded(async () => {
    const { count } = await sql`
      delete from token_buckets where ctid = any(array(
        select ctid from token_buckets where full_at < now() - interval '1 hour'
        limit ${limit} for update skip locked))`;
    return count;
  });
