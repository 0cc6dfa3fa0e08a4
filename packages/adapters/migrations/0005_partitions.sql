-- Time partitions. Ids are UUIDv7, so a week of ids is a week of notifications, and forgetting a week
-- is dropping three tables. The roles' user may run no DDL: both functions run as their owner.

-- The first id of a moment.
CREATE FUNCTION "postroom_first_id"("at" timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  select (lpad(to_hex((extract(epoch from "at") * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;
--> statement-breakpoint
-- Makes the weeks that are missing from this one to "until", and answers how many. A week of which
-- rows lie in the default partitions already is left to them: nothing is moved.
CREATE FUNCTION "postroom_make_partitions"("until" timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
declare
  week timestamptz := date_trunc('week', now(), 'UTC');
  made integer := 0;
  parent text;
  part text;
  parents constant text[] := array['notifications', 'attempts', 'timeline'];
  low uuid;
  high uuid;
begin
  if "until" > now() + interval '1 year' then
    raise exception 'partitions are made for a year ahead at most';
  end if;
  -- Several may be at it. Locks are taken only when there is something to do, and given up soon:
  -- everything that touches the tables waits behind them.
  perform pg_advisory_xact_lock(7067839154);
  perform set_config('lock_timeout', '500ms', true);
  while week < "until" loop
    low := postroom_first_id(week);
    high := postroom_first_id(week + interval '7 days');
    if to_regclass('notifications_' || to_char(week at time zone 'UTC', 'YYYYMMDD')) is null then
      lock table notifications, attempts, timeline in share update exclusive mode;
      lock table notifications_default, attempts_default, timeline_default in access exclusive mode;
      if not exists (select from notifications_default where id >= low and id < high)
        and not exists (select from attempts_default where notification_id >= low and notification_id < high)
        and not exists (select from timeline_default where notification_id >= low and notification_id < high)
      then
        foreach parent in array parents loop
          part := parent || '_' || to_char(week at time zone 'UTC', 'YYYYMMDD');
          -- Made apart and then attached: a partition that is created in place locks out readers.
          execute format('create table %I (like %I including all excluding identity)', part, parent);
          -- Every notification is written some four times, in its first minutes: vacuum early.
          execute format('alter table %I set (autovacuum_vacuum_scale_factor = 0.05,
            autovacuum_vacuum_insert_scale_factor = 0.1, autovacuum_analyze_scale_factor = 0.05)', part);
          execute format('alter table %I attach partition %I for values from (%L) to (%L)',
            parent, part, low, high);
        end loop;
        made := made + 1;
      end if;
    end if;
    week := week + interval '7 days';
  end loop;
  return made;
end
$$;
--> statement-breakpoint
-- Forgets the oldest week that ended before "before", and answers how many notifications went with it,
-- or null when there is no such week. What has not ended is kept, in the default partition.
CREATE FUNCTION "postroom_drop_history"("before" timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
declare
  oldest text;
  gone integer;
begin
  if "before" > now() - interval '1 day' then
    raise exception 'history is kept for a day at least';
  end if;
  perform pg_advisory_xact_lock(7067839154);
  perform set_config('lock_timeout', '500ms', true);
  select right(c.relname, 8) into oldest
  from pg_inherits i join pg_class c on c.oid = i.inhrelid
  where i.inhparent = 'notifications'::regclass and c.relname ~ '^notifications_\d{8}$'
    and to_date(right(c.relname, 8), 'YYYYMMDD')::timestamp at time zone 'UTC' + interval '7 days' <= "before"
  order by c.relname limit 1;
  if oldest is null then
    return null;
  end if;
  execute format('alter table notifications detach partition %I', 'notifications_' || oldest);
  execute format('alter table attempts detach partition %I', 'attempts_' || oldest);
  execute format('alter table timeline detach partition %I', 'timeline_' || oldest);
  execute format($move$
    with kept as (
      insert into notifications select * from %1$I
      where status in ('scheduled', 'queued', 'sending', 'retry_wait') returning id
    ), attempted as (
      insert into attempts overriding system value
      select a.* from %2$I a where a.notification_id in (select id from kept)
    ), told as (
      insert into timeline overriding system value
      select t.* from %3$I t where t.notification_id in (select id from kept)
    )
    select (select count(*) from %1$I) - (select count(*) from kept)
  $move$, 'notifications_' || oldest, 'attempts_' || oldest, 'timeline_' || oldest) into gone;
  execute format('drop table %I, %I, %I',
    'notifications_' || oldest, 'attempts_' || oldest, 'timeline_' || oldest);
  return gone;
end
$$;
--> statement-breakpoint
-- The outbox is a queue: as many rows die as are born, so vacuum goes by rows, not by a share of the
-- table, and does not rest.
ALTER TABLE "outbox" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 10000);
--> statement-breakpoint
ALTER TABLE "notifications_default" SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.1, autovacuum_analyze_scale_factor = 0.05);
