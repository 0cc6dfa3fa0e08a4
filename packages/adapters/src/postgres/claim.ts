import type { Claim } from '@postroom/application';
import { type Notification, sourcesOf } from '@postroom/domain';
import type { Executor } from './client.ts';
import { texts } from './columns.ts';
import { type NotificationRow, notificationOf } from './notification-row.ts';

/**
 * `offset 0` keeps what is asked of a user a look-up by key: without it the planner may read every
 * preference there is into a table of its own, for a batch of a few.
 *
 * The last look before the hand-off, and the fence, in one statement: whoever gets a row back, and
 * nobody else, may send. Everything that could have changed since the load is asked once more.
 */
export const claim = async (
  sql: Executor,
  claims: readonly Claim[],
): Promise<readonly (Notification | undefined)[]> => {
  const rows = await sql<(NotificationRow & { readonly place: number })[]>`
    with wanted as (
      select (t.place - 1)::int as place, t.id::uuid, t.dispatch::int, t.claim::int, t.worker, t.lease_ms::int,
        t.template_hash, t.provider, t.subject, t.is_essential::boolean, t.on_by_default::boolean, t.category
      from unnest(
        ${texts(claims, (c) => c.id)}::text[],
        ${texts(claims, (c) => c.dispatch)}::text[],
        ${texts(claims, (c) => c.claim)}::text[],
        ${texts(claims, (c) => c.worker)}::text[],
        ${texts(claims, (c) => c.leaseMs)}::text[],
        ${texts(claims, (c) => c.templateHash)}::text[],
        ${texts(claims, (c) => c.provider)}::text[],
        ${texts(claims, (c) => c.subject)}::text[],
        ${texts(claims, (c) => c.isEssential)}::text[],
        ${texts(claims, (c) => c.onByDefault)}::text[],
        ${texts(claims, (c) => c.category)}::text[]
      ) with ordinality as t (id, dispatch, claim, worker, lease_ms, template_hash, provider,
        subject, is_essential, on_by_default, category, place)
    )
    update notifications n set
      status = 'sending',
      claim = n.claim + 1,
      lease_until = now() + w.lease_ms * interval '1 millisecond',
      worker = w.worker,
      template_hash = w.template_hash,
      provider = w.provider,
      sent_subject = w.subject,
      next_attempt_at = null,
      updated_at = now()
    from wanted w
    where n.id = w.id and n.dispatch = w.dispatch and n.claim = w.claim
      and n.status = any(${[...sourcesOf('sending')]}::text[])
      and (n.next_attempt_at is null or n.next_attempt_at <= now())
      and (n.send_at is null or n.send_at <= now())
      and n.expires_at > now()
      and not exists (
        select from suppressions s
        where s.address = lower(n.recipient_email) and s.category in ('all', w.category)
      )
      and (w.is_essential or case when n.user_id is not null then
        not exists (
          select from preferences p where p.user_id = n.user_id
            and not coalesce((p.choices -> n.type ->> 'on')::boolean, w.on_by_default))
        and (w.on_by_default or exists (select from preferences p where p.user_id = n.user_id offset 0))
      else
        not exists (
          select from preferences p where p.email_key = lower(n.recipient_email)
            and not coalesce((p.choices -> n.type ->> 'on')::boolean, w.on_by_default))
        and (w.on_by_default or exists (
          select from preferences p where p.email_key = lower(n.recipient_email) offset 0))
      end)
    returning n.*, w.place`;
  // By place, not by id: of two claims on one notification in a batch only one has won.
  const byPlace = new Map(rows.map((row) => [row.place, notificationOf(row)]));
  return claims.map(({ id }, place) => {
    const taken = byPlace.get(place);
    // An answer that belongs to another question would hand one mail over under another's key.
    if (taken && taken.id !== id) {
      throw new Error(`the database answered the claim of ${id} with ${taken.id}`);
    }
    return taken;
  });
};
