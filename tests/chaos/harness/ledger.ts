import type postgres from 'postgres';

/**
 * Triggers that write down, in the transaction that did it, every move of a notification and every
 * event about one. What the product says of itself is not asked.
 */
export const installLedger = async (sql: postgres.Sql): Promise<void> => {
  await sql.unsafe(`
    create schema chaos;
    create table chaos.moves (
      place bigint generated always as identity primary key,
      id uuid not null, before text, after text not null,
      maybe_sent boolean not null, is_doubtful boolean not null, redrive int not null
    );
    create table chaos.events (
      place bigint generated always as identity primary key,
      id uuid, event_id text not null
    );
    -- Once in doubt a notification stays so, and a later refusal is no doubt more.
    create function chaos.is_doubtful(before notifications, after notifications) returns boolean
    language sql as $$
      select before.status = 'sending' and after.status <> 'sent' and after.maybe_sent and (
        not before.maybe_sent or after.reason_code = 'worker_lost'
        or coalesce((
          select a.outcome = 'ambiguous' from attempts a
          where a.notification_id = after.id order by a.id desc limit 1), false))
    $$;
    create function chaos.note_move() returns trigger language plpgsql as $$
    begin
      if tg_op = 'INSERT' then
        insert into chaos.moves (id, before, after, maybe_sent, is_doubtful, redrive)
        values (new.id, null, new.status, new.maybe_sent, false, new.redrive);
      elsif old.status is distinct from new.status then
        insert into chaos.moves (id, before, after, maybe_sent, is_doubtful, redrive)
        values (new.id, old.status, new.status, old.maybe_sent, chaos.is_doubtful(old, new), new.redrive);
      end if;
      return null;
    end $$;
    create function chaos.note_event() returns trigger language plpgsql as $$
    begin
      insert into chaos.events (id, event_id) values (new.notification_id, new.event ->> 'eventId');
      return null;
    end $$;
    create trigger chaos_moves after insert or update on notifications
      for each row execute function chaos.note_move();
    create trigger chaos_events after insert on outbox
      for each row when (new.destination = 'exchange') execute function chaos.note_event();
  `);
};
