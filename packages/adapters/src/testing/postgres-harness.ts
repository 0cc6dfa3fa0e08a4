import type { SeenRow, StoreHarness } from '@postroom/application/testing';
import { createTestDatabase, type TestServers } from '@postroom/local/testing';
import { uuidv7 } from 'uuidv7';
import { connect, type Sql } from '../postgres/client.ts';
import { createDeliveryStore } from '../postgres/delivery-store.ts';
import { migrate } from '../postgres/migrate.ts';
import { createQueries } from '../postgres/queries.ts';
import { createUnitOfWork } from '../postgres/unit-of-work.ts';

/** The real store over a database of its own, as tests want it. */
export interface PostgresHarness extends StoreHarness {
  readonly sql: Sql;
  readonly url: string;
}

export const postgresHarness = async (servers: TestServers): Promise<PostgresHarness> => {
  const database = await createTestDatabase({ servers, migrate });
  const sql = connect({ url: database.url, max: 4 });
  return {
    sql,
    url: database.url,
    unitOfWork: createUnitOfWork(sql),
    deliveryStore: createDeliveryStore(sql),
    queries: createQueries(sql),
    newId: uuidv7,
    async outbox() {
      const rows = await sql<SeenRow[]>`
        select destination, notification_id as "notificationId", dispatch,
          event ->> 'eventId' as "eventId", event ->> 'eventType' as "eventType"
        from outbox order by id`;
      return [...rows];
    },
    async suppress(address, { category, reason, source, at }) {
      await sql`
        insert into suppressions (address, category, reason, source, at)
        values (${address}, ${category}, ${reason}, ${source}, ${at})`;
    },
    async stop() {
      await sql.end({ timeout: 5 });
      await database.drop();
    },
  };
};
