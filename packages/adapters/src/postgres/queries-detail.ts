import type { RecordedAttempt, TimelineEntry } from '@postroom/application';
import type { Sql } from './client.ts';

export const attemptsOf = async (sql: Sql, id: string): Promise<readonly RecordedAttempt[]> => {
  const rows = await sql<
    {
      redrive: number;
      provider: string;
      started_at: Date;
      duration_ms: number;
      outcome: RecordedAttempt['outcome'];
      code: string | null;
      detail: string | null;
      provider_id: string | null;
    }[]
  >`
    select redrive, provider, started_at, duration_ms, outcome, code, detail, provider_id
    from attempts where notification_id = ${id} order by id`;
  return rows.map((row, i) => ({
    number: i + 1,
    redrive: row.redrive,
    provider: row.provider,
    startedAt: row.started_at,
    durationMs: row.duration_ms,
    outcome: row.outcome,
    code: row.code,
    detail: row.detail,
    providerId: row.provider_id,
  }));
};

/**
 * The whole story in order of time. Acceptance, attempts and the end are told from where they stand;
 * only what stands nowhere else was written down as a line.
 */
export const timelineOf = async (sql: Sql, id: string): Promise<readonly TimelineEntry[]> => {
  const rows = await sql<{ at: Date; event: string; detail: string }[]>`
    select at, event, detail from (
      select created_at as at, 0 as place, 'accepted' as event,
        'from ' || source || case when send_at is null then '' else ', to be sent later' end as detail
      from notifications where id = ${id}
      union all
      select started_at + duration_ms * interval '1 millisecond', 1, 'attempt ' || outcome,
        concat_ws(' ', provider, code, detail)
      from attempts where notification_id = ${id}
      union all
      select at, 2, event, detail from timeline where notification_id = ${id}
      union all
      select updated_at, 3, status, coalesce(reason_detail, provider_id, '')
      from notifications where id = ${id}
        and status in ('sent', 'failed', 'unknown', 'cancelled', 'suppressed', 'expired')
    ) as story
    order by at, place`;
  return [...rows];
};
