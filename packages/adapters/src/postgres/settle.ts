import type { Settlement } from '@postroom/domain';
import type { Executor } from './client.ts';
import { keepable, keepableJson, texts } from './columns.ts';
import { storedEvent } from './event-row.ts';
import { legalMoves } from './legal-moves.ts';

/**
 * State, attempts and events in one statement. The guard: a success counts for its redrive from any
 * claim, whatever came to be believed meanwhile; everything else counts only while claim and
 * dispatch are unchanged. Tries are kept in any case: they happened. Events go out only with the
 * state that they report; a success that supersedes a reported failure says so. Writing the same
 * outcome twice, because the first commit was not heard of, leaves one attempt and one event.
 */
export const settle = async (
  sql: Executor,
  settlements: readonly Settlement[],
): Promise<readonly boolean[]> => {
  const answers: boolean[] = [];
  for (const run of runsOfDistinct(settlements)) answers.push(...(await settleDistinct(sql, run)));
  return answers;
};

/**
 * One statement writes a row once, and which of two words about it counts would be chance. So a
 * batch is cut where a notification comes again, and each sees what the one before it wrote.
 */
const runsOfDistinct = (settlements: readonly Settlement[]): readonly Settlement[][] => {
  const runs: Settlement[][] = [];
  let seen = new Set<string>();
  for (const each of settlements) {
    const run = seen.has(each.id) ? undefined : runs.at(-1);
    if (run) run.push(each);
    else {
      runs.push([each]);
      seen = new Set();
    }
    seen.add(each.id);
  }
  return runs;
};

const settleDistinct = async (
  sql: Executor,
  settlements: readonly Settlement[],
): Promise<readonly boolean[]> => {
  const tries = settlements.flatMap((s) => s.tries.map((attempt) => ({ of: s, ...attempt })));
  const events = settlements.flatMap((s, i) => s.events.map((event) => ({ event, at: i })));
  const rows = await sql<{ place: number }[]>`
    with wanted as (
      select (t.place - 1)::int as place, t.id::uuid, t.redrive::int, t.dispatch::int, t.claim::int,
        t.status, t.attempts::int, t.maybe_sent::boolean, t.provider, t.provider_id,
        t.retry_in_ms::int, t.reason_code, t.reason_detail, t.error_code
      from unnest(
        ${texts(settlements, (s) => s.id)}::text[],
        ${texts(settlements, (s) => s.redrive)}::text[],
        ${texts(settlements, (s) => s.dispatch)}::text[],
        ${texts(settlements, (s) => s.claim)}::text[],
        ${texts(settlements, (s) => s.to)}::text[],
        ${texts(settlements, (s) => s.attempts)}::text[],
        ${texts(settlements, (s) => s.maybeSent)}::text[],
        ${texts(settlements, (s) => s.provider)}::text[],
        ${texts(settlements, (s) => kept(s.providerId))}::text[],
        ${texts(settlements, (s) => s.retryInMs)}::text[],
        ${texts(settlements, (s) => kept(s.reason?.code))}::text[],
        ${texts(settlements, (s) => kept(s.reason?.detail))}::text[],
        ${texts(settlements, (s) => kept(s.errorCode))}::text[]
      ) with ordinality as t (id, redrive, dispatch, claim, status, attempts, maybe_sent, provider,
        provider_id, retry_in_ms, reason_code, reason_detail, error_code, place)
    ),
    moves as (
      select * from unnest(${[...legalMoves.from]}::text[], ${[...legalMoves.to]}::text[]) as m (before, after)
    ),
    locked as (
      select w.*, n.status as before from wanted w join notifications n on n.id = w.id
      order by n.id for update of n
    ),
    applied as (
      update notifications n set
        status = w.status,
        attempts = w.attempts,
        maybe_sent = w.maybe_sent,
        maybe_sent_since = case when w.maybe_sent then coalesce(n.maybe_sent_since, now()) end,
        provider = w.provider,
        provider_id = w.provider_id,
        reason_code = w.reason_code,
        reason_detail = w.reason_detail,
        error_code = w.error_code,
        next_attempt_at = now() + w.retry_in_ms * interval '1 millisecond',
        lease_until = null,
        worker = null,
        variables = case when w.status in ('sent', 'suppressed') then n.variables - n.sensitive else n.variables end,
        variables_erased = n.variables_erased or (w.status in ('sent', 'suppressed') and n.variables ?| n.sensitive),
        updated_at = now()
      from locked w
      where n.id = w.id
        and (w.before, w.status) in (select before, after from moves)
        and case when w.status = 'sent' then n.redrive = w.redrive
          else n.claim = w.claim and n.dispatch = w.dispatch
            and (w.before not in ('queued', 'retry_wait')
              or case w.status when 'unknown' then n.maybe_sent
                when 'suppressed' then not n.maybe_sent when 'expired' then not n.maybe_sent
                else true end)
        end
      returning w.place, w.before
    ),
    kept as (
      insert into attempts (notification_id, redrive, provider, started_at, duration_ms, outcome, code, detail, provider_id)
      select t.id::uuid, t.redrive::int, t.provider, t.started_at::timestamptz, t.duration_ms::int,
        t.outcome, t.code, t.detail, t.provider_id
      from unnest(
        ${texts(tries, (t) => t.of.id)}::text[],
        ${texts(tries, (t) => t.of.redrive)}::text[],
        ${texts(tries, (t) => t.provider)}::text[],
        ${texts(tries, (t) => t.startedAt)}::text[],
        ${texts(tries, (t) => Math.round(t.durationMs))}::text[],
        ${texts(tries, (t) => t.outcome)}::text[],
        ${texts(tries, (t) => kept(t.code))}::text[],
        ${texts(tries, (t) => kept(t.detail))}::text[],
        ${texts(tries, (t) => kept(t.providerId))}::text[]
      ) as t (id, redrive, provider, started_at, duration_ms, outcome, code, detail, provider_id)
      where not exists (
        select from attempts a where a.notification_id = t.id::uuid and a.provider = t.provider
          and a.started_at = t.started_at::timestamptz offset 0)
    ),
    told as (
      insert into outbox (destination, notification_id, event, available_at)
      select 'exchange', t.id,
        case when a.before in ('failed', 'expired', 'unknown')
          then jsonb_set(t.event, '{fields,supersedes}', to_jsonb(a.before)) else t.event end,
        now()
      from rows from (
        unnest(
          ${texts(events, ({ at }) => at)}::int[],
          ${texts(events, ({ event }) => event.notificationId)}::uuid[]
        ),
        jsonb_array_elements(${keepableJson(events.map(({ event }) => storedEvent(event)))}::text::jsonb)
      ) as t (place, id, event)
      join applied a on a.place = t.place
    )
    select place from applied`;
  const places = new Set(rows.map((row) => row.place));
  return settlements.map((_, i) => places.has(i));
};

const kept = (words: string | null | undefined): string | null =>
  words === null || words === undefined ? null : keepable(words);
