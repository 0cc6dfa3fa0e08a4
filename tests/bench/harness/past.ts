import { inParallel } from './in-parallel.ts';
import type { World } from './world.ts';

/** Weeks before this one that hold the past, as many as are kept by default. */
const pastWeeks = 12;
const parents = ['notifications', 'attempts', 'timeline'] as const;

interface Past {
  readonly rows: number;
  say(progress: string): void;
}

/**
 * Gives a fresh database a past: notifications that were sent, one in a hundred that failed, with
 * their attempts, spread over this week and twelve before, each in the partition that it would lie
 * in, with every index. A week is filled before it gets its indexes and is attached, then vacuumed,
 * so that nothing of it is left to be done while somebody measures.
 */
export const givePast = async ({ sql }: World, { rows, say }: Past): Promise<void> => {
  const weeks = Array.from({ length: pastWeeks + 1 }, (_, ago) => ago).toReversed();
  const each = Math.ceil(rows / weeks.length);
  let done = 0;
  await inParallel(weeks, 2, async (ago) => {
    const count = Math.min(each, Math.max(0, rows - ago * each));
    await fillWeek(sql, { ago, count, before: ago * each });
    done += count;
    say(`${done} of ${rows} rows of the past`);
  });
  await sql`analyze notifications, attempts`;
  await sql`checkpoint`;
};

interface Week {
  readonly ago: number;
  readonly count: number;
  /** Rows of other weeks that are counted before its own. */
  readonly before: number;
}

const fillWeek = async (sql: World['sql'], { ago, count, before }: Week): Promise<void> => {
  const [week] = await sql<{ name: string; begins: Date; ends: Date; low: string; high: string }[]>`
    select to_char(begins at time zone 'UTC', 'YYYYMMDD') as name, begins,
      least(begins + interval '7 days', now()) as ends,
      postroom_first_id(begins)::text as low,
      postroom_first_id(begins + interval '7 days')::text as high
    from (select date_trunc('week', now(), 'UTC') - ${ago}::int * interval '1 week' as begins)`;
  if (!week) throw new Error('there is no week');
  const { name, begins, ends, low, high } = week;
  for (const parent of parents) {
    const part = `${parent}_${name}`;
    // As the migration makes them, only that indexes come later.
    await sql.unsafe(`
      drop table if exists ${part};
      create table ${part} (like ${parent} including all excluding identity excluding indexes);
      alter table ${part} set (autovacuum_enabled = off, autovacuum_vacuum_scale_factor = 0.05,
        autovacuum_vacuum_insert_scale_factor = 0.1, autovacuum_analyze_scale_factor = 0.05)`);
  }
  const notifications = sql(`notifications_${name}`);
  await sql`
    insert into ${notifications} (id, type, queue, status, source, user_id, recipient_email,
      template, variables, sensitive, tags, correlation_id, test, expires_at, claim, attempts,
      provider, provider_id, template_hash, sent_subject, error_code, reason_code, created_at,
      updated_at)
    select uuidv7(moment - clock_timestamp()), 'welcome', 'standard',
      case when i % 100 = 7 then 'failed' else 'sent' end, 'bootstrap', 'user-' || person,
      'user' || person || '@example.com', 'welcome',
      jsonb_build_object('username', 'User Number ' || i), '{}',
      jsonb_build_object('campaign', case when i % 100 = 3 then 'spring' else 'other' end),
      md5(i::text), false, moment + interval '7 days', 1, 1, 'capture', 'capture.' || i,
      'd41d8cd98f00b204e9800998ecf8427e', 'Welcome to Acme',
      case when i % 100 = 7 then 'recipient_rejected' end,
      case when i % 100 = 7 then 'recipient_rejected' end, moment, moment
    from (
      select i, ${begins}::timestamptz
        + (i - ${before}::float8) / ${count + 2}::float8 * (${ends}::timestamptz - ${begins}::timestamptz) as moment,
        abs(hashint8(i) % 100000) as person
      from generate_series(${before + 1}::bigint, ${before + count}::bigint) as i
    ) as moments`;
  await sql`
    insert into ${sql(`attempts_${name}`)} (id, notification_id, redrive, provider, started_at,
      duration_ms, outcome, provider_id, template_hash)
    select row_number() over (), id, 0, 'capture', created_at, 3,
      case status when 'sent' then 'accepted' else 'rejected' end, provider_id, template_hash
    from ${notifications}`;
  for (const parent of parents) {
    const part = `${parent}_${name}`;
    await sql.unsafe(
      `alter table ${parent} attach partition ${part} for values from ('${low}') to ('${high}')`,
    );
    await sql.unsafe(`vacuum (analyze) ${part}`);
    await sql.unsafe(`alter table ${part} reset (autovacuum_enabled)`);
  }
};
