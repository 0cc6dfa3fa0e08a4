import type { Inbox } from '@postroom/application';
import type { Executor } from './client.ts';
import { texts } from './columns.ts';

export const inbox = (sql: Executor): Inbox => ({
  async add(entries) {
    const fresh = await sql<{ source: string; event_id: string }[]>`
      insert into inbox (source, event_id)
      select t.source, t.event_id
      from unnest(
        ${texts(entries, (entry) => entry.source)}::text[],
        ${texts(entries, (entry) => entry.eventId)}::text[]
      ) as t (source, event_id)
      order by 1, 2
      on conflict do nothing
      returning source, event_id`;
    const names = new Set(fresh.map((row) => JSON.stringify([row.source, row.event_id])));
    return new Set(
      entries.flatMap(({ source, eventId }, i) =>
        names.has(JSON.stringify([source, eventId])) ? [i] : [],
      ),
    );
  },
});
