import type { World } from './world.ts';

/** Rows of one statement: seconds of work, so that progress can be told. */
const portion = 50_000;

interface Rows {
  readonly count: number;
  /** `waiting`: due, each with its row in the outbox. `history`: sent, with its attempt. */
  readonly kind: 'waiting' | 'history';
  say(progress: string): void;
}

/** Puts notifications into the database as accepting and sending would have left them, only faster. */
export const loadRows = async ({ sql }: World, { count, kind, say }: Rows): Promise<void> => {
  for (let done = 0; done < count; done += portion) {
    say(`${kind}: ${done} of ${count} rows`);
    const last = Math.min(count, done + portion);
    await (kind === 'waiting'
      ? sql`${waiting(sql, done, last)}`
      : sql`${history(sql, done, last)}`);
  }
  await sql`analyze notifications`;
  await sql`analyze outbox`;
};

const waiting = (sql: World['sql'], from: number, to: number) => sql`
  with added as (
    insert into notifications (id, type, queue, status, source, user_id, recipient_email, template,
      variables, sensitive, tags, correlation_id, test, expires_at)
    select uuidv7(), 'welcome', 'standard', 'queued', 'bootstrap', 'waiting-' || i,
      'waiting' || i || '@example.com', 'welcome', jsonb_build_object('username', 'User ' || i),
      '{}', '{}', 'waiting', false, now() + interval '3 days'
    from generate_series(${from + 1}::int, ${to}::int) as i
    returning id
  )
  insert into outbox (destination, notification_id, dispatch, available_at)
  select 'standard', id, 1, now() from added`;

const history = (sql: World['sql'], from: number, to: number) => sql`
  with added as (
    insert into notifications (id, type, queue, status, source, user_id, recipient_email, template,
      variables, sensitive, tags, correlation_id, test, expires_at, claim, attempts, provider,
      provider_id, template_hash, sent_subject)
    select uuidv7(), 'welcome', 'standard', 'sent', 'bootstrap', 'user-' || i % 100000,
      'user' || i % 100000 || '@example.com', 'welcome', jsonb_build_object('username', 'User ' || i),
      '{}', '{}', 'history', false, now() + interval '3 days', 1, 1, 'capture', 'capture.' || i,
      md5('template'), 'Welcome to Acme'
    from generate_series(${from + 1}::int, ${to}::int) as i
    returning id
  )
  insert into attempts (notification_id, redrive, provider, started_at, duration_ms, outcome, provider_id)
  select id, 0, 'capture', now(), 3, 'accepted', 'capture.' || id from added`;
