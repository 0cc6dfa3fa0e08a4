-- As before, but for the count, which took as long as reading the week while the tables were locked.
-- Forgets the oldest week that ended before "before", and answers how many notifications went with it,
-- or null when there is no such week. What has not ended is kept, in the default partition.
CREATE OR REPLACE FUNCTION "postroom_drop_history"("before" timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
declare
  oldest text;
  had integer;
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
  -- Nothing comes into a week that is over, so it is counted before everybody has to wait.
  execute format('select count(*) from %I', 'notifications_' || oldest) into had;
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
    select $1 - (select count(*) from kept)
  $move$, 'notifications_' || oldest, 'attempts_' || oldest, 'timeline_' || oldest) into gone using had;
  execute format('drop table %I, %I, %I',
    'notifications_' || oldest, 'attempts_' || oldest, 'timeline_' || oldest);
  return gone;
end
$$;
