import { bootstrap, type PostroomBus, type UnitOfWork } from '@postroom/application';
import { sampleCatalogue } from '@postroom/application/testing';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';
import { connect, type Sql } from './client.ts';
import { signal } from './testing/rows.ts';
import { createUnitOfWork } from './unit-of-work.ts';

let store: PostgresHarness;
const pools: Sql[] = [];
beforeEach(async () => {
  store = await postgresHarness(inject('servers'));
});
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.end({ timeout: 5 })));
  await store.stop();
});

const busOn = (unitOfWork: UnitOfWork): PostroomBus =>
  bootstrap({ unitOfWork, catalogue: sampleCatalogue, now: () => new Date(), newId: store.newId });

/** A relay as far as operations go, with connections of its own. */
const relay = (name: string): { readonly bus: PostroomBus; readonly unitOfWork: UnitOfWork } => {
  const pool = connect({ url: store.url, max: 1, name });
  pools.push(pool);
  const unitOfWork = createUnitOfWork(pool);
  return { bus: busOn(unitOfWork), unitOfWork };
};

/** So many that failed a while ago; every tenth has lost its secrets. */
const fill = (count: number, status = 'failed') => store.sql`
  insert into notifications (id, type, queue, status, source, recipient_email, template, variables,
    sensitive, variables_erased, tags, correlation_id, test, expires_at, created_at, updated_at)
  select ('0193a000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 'greeting',
    (array['critical', 'standard', 'bulk'])[1 + i % 3], ${status}, 'shop', 'u' || i || '@example.com',
    'greeting', '{}', '{}', i % 10 = 0, '{}', 'c', false, now(), now() - interval '1 hour',
    now() - interval '1 hour'
  from generate_series(1, ${count}::int) i`;

const file = async (kind: 'redrive' | 'cancel' = 'redrive') => {
  const statuses = kind === 'redrive' ? (['failed'] as const) : (['queued'] as const);
  const { bus } = relay('filing');
  return bus.handle({ type: 'file-operation', kind, selection: { statuses }, by: 'eve' });
};

const workOff = async (bus: PostroomBus, limit = 500): Promise<void> => {
  while (await bus.handle({ type: 'work-off', limit }));
};

/** How the rows of `fill` stand, and what lies in the outbox for them. */
const tally = async () => {
  const [row] = await store.sql`
    select count(*) filter (where status = 'queued' and redrive = 1 and dispatch = 2)::int as again,
      count(*) filter (where status = 'failed' and dispatch = 1)::int as untouched,
      (select count(*)::int from outbox) as jobs,
      (select count(distinct notification_id)::int from outbox where dispatch = 2) as distinct_jobs,
      (select count(*)::int from timeline where event = 'sent again') as lines
    from notifications`;
  return row;
};

it('5,000 are each sent again once, by two relays, though one is killed between two portions', async () => {
  await fill(5_000);
  const { operationId, count } = await file();
  const [doomed, other] = [relay('doomed'), relay('other')];
  let portions = 0;
  const killed = busOn({
    transact: (work) =>
      doomed.unitOfWork.transact((tx) =>
        work({
          ...tx,
          operations: {
            ...tx.operations,
            // Everything of the third portion is written; its commit never comes.
            async advance(progress) {
              await tx.operations.advance(progress);
              portions += 1;
              if (portions === 3) {
                await store.sql`
                  select pg_terminate_backend(pid) from pg_stat_activity
                  where application_name = 'doomed' and datname = current_database()`;
                await new Promise(() => undefined);
              }
            },
          },
        }),
      ),
  });

  await expect(workOff(killed)).rejects.toMatchObject({ kind: 'unavailable' });
  const halfway = await store.queries.operation(operationId);
  await Promise.all([workOff(relay('one').bus), workOff(other.bus)]);
  const next = await store.queries.operation(operationId);
  if (!next?.endedAt) await workOff(other.bus);

  const ended = await store.queries.operation(operationId);
  expect(count).toBe(5_000);
  expect(halfway).toMatchObject({ done: 900, skipped: { variables_erased: 100 }, endedAt: null });
  expect(ended).toMatchObject({
    done: 4_500,
    skipped: { variables_erased: 500 },
    endedAt: expect.any(Date),
  });
  expect(await tally()).toEqual({
    again: 4_500,
    untouched: 500,
    jobs: 4_500,
    distinct_jobs: 4_500,
    lines: 4_500,
  });
});

/** Somebody has the second row of `fill` in hand, and says that it was sent once it may go. */
const heldElsewhere = async () => {
  const id = '0193a000-0000-7000-8000-000000000002';
  const isHeld = signal();
  const mayGo = signal();
  const holding = store.sql.begin(async (tx) => {
    await tx`update notifications set status = 'sent' where id = ${id}`;
    isHeld.happen();
    await mayGo.happened;
  });
  await isHeld.happened;
  return { id, mayGo, holding };
};

it('what somebody has in hand is waited for, and left alone when it has changed', async () => {
  await fill(3);
  const { operationId } = await file();
  const { bus } = relay('relay');
  const { id, mayGo, holding } = await heldElsewhere();

  const working = workOff(bus);
  await waitingFor('relay');
  mayGo.happen();
  await Promise.all([holding, working]);

  expect(await store.queries.operation(operationId)).toMatchObject({
    done: 2,
    skipped: { changed: 1 },
  });
  expect((await store.queries.notification(id))?.notification.status).toBe('sent');
});

it('a portion from which some move away is not taken for the last', async () => {
  await fill(5);
  const { operationId } = await file();
  const { bus } = relay('relay');
  const { mayGo, holding } = await heldElsewhere();

  const working = bus.handle({ type: 'work-off', limit: 2 });
  await waitingFor('relay');
  mayGo.happen();
  const [step] = await Promise.all([working, holding]);

  expect(step).toMatchObject({ endedAt: null });
  await workOff(bus, 2);
  expect(await store.queries.operation(operationId)).toMatchObject({
    done: 4,
    skipped: { changed: 1 },
    endedAt: expect.any(Date),
  });
});

it('an operation that keeps failing holds up no other', async () => {
  await fill(3);
  const broken = await file();
  await store.sql`
    update operations set filter = '{"statuses": ["failed"], "since": "some time"}', updated_at = '2020-01-01'`;
  await fillQueued();
  const fine = await file('cancel');
  const { bus } = relay('relay');

  await expect(bus.handle({ type: 'work-off', limit: 10 })).rejects.toThrow();
  const step = await bus.handle({ type: 'work-off', limit: 10 });

  expect(step).toMatchObject({ id: fine.operationId, done: 1 });
  expect(await store.queries.operation(broken.operationId)).toMatchObject({ endedAt: null });
});

it('a filter that finds nothing ends at once', async () => {
  const { operationId, count } = await file('cancel');

  await workOff(relay('relay').bus);

  expect(count).toBe(0);
  expect(await store.queries.operation(operationId)).toMatchObject({
    done: 0,
    endedAt: expect.any(Date),
  });
});

const fillQueued = () => store.sql`
  insert into notifications (id, type, queue, status, source, recipient_email, template, variables,
    sensitive, tags, correlation_id, test, expires_at)
  values (${store.newId()}, 'greeting', 'bulk', 'queued', 'shop', 'q@example.com', 'greeting', '{}',
    '{}', '{}', 'c', false, now() + interval '1 day')`;

/** Until a connection of that name waits for a lock. */
const waitingFor = async (name: string): Promise<void> => {
  for (;;) {
    const rows = await store.sql`
      select from pg_stat_activity where application_name = ${name} and wait_event_type = 'Lock'`;
    if (rows.length > 0) return;
  }
};
