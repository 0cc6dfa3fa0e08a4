import { draftOf } from '@postroom/application/testing';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';

let store: PostgresHarness;
beforeAll(async () => {
  store = await postgresHarness(inject('servers'));
});
afterAll(() => store.stop());

/** Postgres says so from the first row that needs a new page; a trigger says the same, word for word. */
const fill = () =>
  store.sql.unsafe(`
    create function disk_is_full() returns trigger language plpgsql as $$
    begin
      raise exception 'could not extend file "base/16384/16400": No space left on device'
        using errcode = '53100';
    end $$;
    create trigger full_disk before insert on outbox for each row execute function disk_is_full()`);

it('with its disk full accepts nothing, half or whole, says that it is unavailable, and goes on after', async () => {
  const accept = (id: string) =>
    store.unitOfWork.transact(async (tx) => {
      await tx.notifications.add([draftOf({ id })]);
      await tx.outbox.add([
        { destination: 'standard', notificationId: id, dispatch: 1, availableAt: null },
      ]);
    });
  const [refused, taken] = [store.newId(), store.newId()];

  await fill();
  await expect(accept(refused)).rejects.toMatchObject({
    name: 'StoreError',
    kind: 'unavailable',
  });
  expect(await store.queries.notification(refused)).toBeUndefined();

  await store.sql`drop trigger full_disk on outbox`;
  await accept(taken);
  expect((await store.queries.notification(taken))?.notification.status).toBe('queued');
});
