import type { Operation, Operations, Selection } from '@postroom/application';
import type { Executor } from './client.ts';

/** A selection as JSON keeps it: moments are texts. */
type StoredSelection = Omit<Selection, 'since' | 'until'> & {
  readonly since?: string;
  readonly until?: string;
};

type OperationRow = Omit<Operation, 'selection'> & { readonly filter: StoredSelection };

export const operationRepository = (sql: Executor): Operations => ({
  async add({ id, kind, selection, requestedBy, count, lastId }) {
    await sql`
      insert into operations (id, kind, filter, requested_by, count, last_id)
      values (${id}, ${kind}, ${JSON.stringify(selection)}::text::jsonb, ${requestedBy}, ${count}, ${lastId})`;
  },

  async take(id) {
    const [row] = await sql<OperationRow[]>`
      select ${columns(sql)} from operations
      where ended_at is null ${id === undefined ? sql`` : sql`and id = ${id}`}
      order by updated_at, id limit 1 for update skip locked`;
    return row && operationOf(row);
  },

  async advance({ id, cursor, done, skipped, isOver }) {
    await sql`
      update operations set cursor = ${cursor}, done = ${done},
        skipped = ${JSON.stringify(skipped)}::text::jsonb, updated_at = clock_timestamp(),
        ended_at = case when ${isOver} then clock_timestamp() end
      where id = ${id}`;
  },
});

export const operationById = async (sql: Executor, id: string): Promise<Operation | undefined> => {
  const [row] = await sql<OperationRow[]>`
    select ${columns(sql)} from operations where id = ${id}`;
  return row && operationOf(row);
};

const columns = (sql: Executor) => sql`
  id, kind, filter, requested_by as "requestedBy", count, last_id as "lastId", cursor, done, skipped,
  created_at as "createdAt", updated_at as "updatedAt", ended_at as "endedAt"`;

const operationOf = ({ filter, ...row }: OperationRow): Operation => {
  const { since, until, ...rest } = filter;
  const selection = {
    ...rest,
    ...(since !== undefined && { since: new Date(since) }),
    ...(until !== undefined && { until: new Date(until) }),
  };
  return { ...row, selection };
};
