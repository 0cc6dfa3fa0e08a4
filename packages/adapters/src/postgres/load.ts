import type { Job, Loaded } from '@postroom/application';
import type { Suppression } from '@postroom/domain';
import type { Executor } from './client.ts';
import { texts } from './columns.ts';
import { type NotificationRow, notificationOf } from './notification-row.ts';
import { choicesOf, type StoredChoices } from './preferences.ts';

interface LoadedRow extends NotificationRow {
  readonly database_now: Date;
  readonly suppression: (Omit<Suppression, 'at'> & { readonly at: string }) | null;
  readonly wishes: readonly { readonly userId: string; readonly choices: StoredChoices }[] | null;
}

/** Notifications with what decides about them, by primary key, in one statement. */
export const load = async (
  sql: Executor,
  jobs: readonly Job[],
): Promise<readonly (Loaded | undefined)[]> => {
  const rows = await sql<LoadedRow[]>`
    select n.*, now() as database_now,
      (
        select jsonb_build_object(
          'reason', s.reason, 'category', s.category, 'source', s.source, 'at', s.at)
        from suppressions s where s.address = lower(n.recipient_email)
      ) as suppression,
      case when n.user_id is not null then (
        select jsonb_agg(jsonb_build_object('userId', p.user_id, 'choices', p.choices))
        from preferences p where p.user_id = n.user_id
      ) else (
        select jsonb_agg(jsonb_build_object('userId', p.user_id, 'choices', p.choices) order by p.user_id)
        from preferences p where p.email_key = lower(n.recipient_email)
      ) end as wishes
    from notifications n
    where n.id = any(${texts(jobs, (job) => job.id)}::uuid[])`;
  const byId = new Map(rows.map((row) => [row.id, loadedOf(row)]));
  return jobs.map((job) => byId.get(job.id));
};

const loadedOf = (row: LoadedRow): Loaded => ({
  notification: notificationOf(row),
  facts: {
    now: row.database_now,
    suppression: row.suppression && { ...row.suppression, at: new Date(row.suppression.at) },
    preferences: (row.wishes ?? []).map(({ userId, choices }) => ({
      userId,
      choices: choicesOf(choices),
    })),
  },
});
