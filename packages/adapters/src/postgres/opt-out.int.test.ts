import { bootstrap, deliver, type UnitOfWork } from '@postroom/application';
import { sampleCatalogue, scripted, workerOver } from '@postroom/application/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type PostgresHarness, postgresHarness } from '../testing/postgres-harness.ts';
import { connect, type Sql } from './client.ts';
import { createDeliveryStore } from './delivery-store.ts';
import { addNotification, signal } from './testing/rows.ts';
import { createUnitOfWork } from './unit-of-work.ts';

/*
 * Somebody says no while a worker is about to send. The worker has loaded the notification, and all
 * that it knows says yes; now it claims. What becomes of it follows from what both sides could see:
 *
 * - the no was answered before the claim was asked for: nothing is handed off, it is suppressed;
 * - the claim was answered before the no was asked for: it is handed off;
 * - they overlapped: one of the two, never both and never neither.
 */

/** How far the opt-out is when the worker turns to its claim; `to come` begins after the claim. */
const stages = ['asked', 'begun', 'written', 'answered', 'to come'] as const;
type Stage = (typeof stages)[number];

interface Race {
  readonly stage: Stage;
  /** Statements that the worker waits for before its claim, so that claims meet every part of a commit. */
  readonly roundTrips: number;
  /** Whether the notification names its user, or preferences are found by its address. */
  readonly namesUser: boolean;
  /** Whether the user had said yes before; else the no is the first word. */
  readonly saidYes: boolean;
}

const race = fc.record<Race>({
  stage: fc.constantFrom(...stages),
  roundTrips: fc.nat(5),
  namesUser: fc.boolean(),
  saidYes: fc.boolean(),
});

type Sight = 'no asked' | 'no answered' | 'claim asked' | 'claim answered';

interface Finish {
  readonly id: string;
  readonly order: 'opt-out first' | 'claim first' | 'overlap';
  readonly isClaimed: boolean;
  /** Ends when hand-offs may. */
  readonly delivered: Promise<unknown>;
}

const lanes = 4;

let store: PostgresHarness;
let workers: Sql;
let people: Sql;
beforeAll(async () => {
  store = await postgresHarness(inject('servers'));
  workers = connect({ url: store.url, max: lanes, plans: 'by_key' });
  people = connect({ url: store.url, max: lanes });
});
afterAll(async () => {
  await Promise.all([workers.end({ timeout: 5 }), people.end({ timeout: 5 })]);
  await store.stop();
});

it('an opt-out wins against every claim after it, and of two at once one wins', async () => {
  const starts = fc.sample(race, { numRuns: 300, seed: 20 }).entries();
  const handOffs = signal();
  const finishes: Finish[] = [];
  const lane = async () => {
    for (const [index, start] of starts) {
      finishes.push(await run(start, `user-${index}`, handOffs.happened));
    }
  };

  await Promise.all(Array.from({ length: lanes }, lane));

  const ends = await endsById();
  for (const { id, order, isClaimed } of finishes) {
    if (order !== 'overlap') expect(isClaimed, order).toBe(order === 'claim first');
    expect(ends.get(id), order).toEqual(
      isClaimed
        ? { status: 'sending', claim: 1, told: [] }
        : { status: 'suppressed', claim: 0, told: ['notification.suppressed'] },
    );
  }
  expect(ends.size).toBe(finishes.length);
  const orders = new Set(finishes.map(({ order }) => order));
  expect(orders).toEqual(new Set(['opt-out first', 'claim first', 'overlap']));
  handOffs.happen();
  await Promise.all(finishes.map(({ delivered }) => delivered));
});

/** One notification, one no, one worker: until the no is answered, and the worker sends or has ended. */
const run = async (
  { stage, roundTrips, namesUser, saidYes }: Race,
  userId: string,
  handOffsMayEnd: Promise<void>,
): Promise<Finish> => {
  const recipientEmail = `${userId}@example.com`;
  const id = await addNotification(store, { recipientEmail, userId: namesUser ? userId : null });
  if (saidYes) await say('yes', { userId, isFirst: true }, store.unitOfWork);
  const seen: Sight[] = [];
  const sayNo = async (reached: (stage: Stage) => void) => {
    seen.push('no asked');
    await say('no', { userId, isFirst: !saidYes }, telling(createUnitOfWork(people), reached));
    seen.push('no answered');
    reached('answered');
  };

  const handedOff = signal();
  const provider = scripted('smtp', [
    async () => {
      handedOff.happen();
      await handOffsMayEnd;
      return { outcome: 'accepted', providerId: 'p-1' };
    },
  ]);
  const worker = workerOver(createDeliveryStore(workers), [provider], () => new Date());
  let no: Promise<void> | undefined;
  let isClaimed = false;
  const delivered = deliver({ id, dispatch: 1 }, 0, {
    ...worker,
    async claim(claim) {
      if (stage !== 'to come') {
        const turn = signal();
        no = sayNo((reached) => reached === stage && turn.happen());
        await turn.happened;
      }
      for (let trip = 0; trip < roundTrips; trip += 1) await workers`select 1`;
      seen.push('claim asked');
      const claimed = await worker.claim(claim);
      seen.push('claim answered');
      isClaimed = claimed !== undefined;
      return claimed;
    },
  });
  await Promise.race([delivered, handedOff.happened]);
  await (no ?? sayNo(() => undefined));
  return { id, order: orderOf(seen), isClaimed, delivered };
};

/** The real use case, over a unit of work of the test's choice. */
const say = (
  word: 'yes' | 'no',
  { userId, isFirst }: { readonly userId: string; readonly isFirst: boolean },
  unitOfWork: UnitOfWork,
) => {
  const bus = bootstrap({
    unitOfWork,
    catalogue: sampleCatalogue,
    now: () => new Date(),
    newId: store.newId,
  });
  const wishes = { greeting: word === 'yes' };
  const said = { userId, wishes, correlationId: 'c-1', via: 'the API' };
  const email = `${userId.toUpperCase()}@example.com`;
  return isFirst
    ? bus.handle({ type: 'create-preferences', email, ...said })
    : bus.handle({
        type: 'change-preferences',
        mode: 'merge',
        email: null,
        expectedVersion: null,
        ...said,
      });
};

/** Says how far each transaction has come. */
const telling = (inner: UnitOfWork, reached: (stage: Stage) => void): UnitOfWork => ({
  transact(work) {
    reached('asked');
    return inner.transact(async (tx) => {
      reached('begun');
      const result = await work(tx);
      reached('written');
      return result;
    });
  },
});

const orderOf = (seen: readonly Sight[]): Finish['order'] => {
  if (seen.length !== 4) throw new Error(`all that was seen is ${seen.join(', ')}`);
  const isBefore = (one: Sight, other: Sight) => seen.indexOf(one) < seen.indexOf(other);
  if (isBefore('no answered', 'claim asked')) return 'opt-out first';
  return isBefore('claim answered', 'no asked') ? 'claim first' : 'overlap';
};

const endsById = async () => {
  const rows = await store.sql<{ id: string; status: string; claim: number; told: string[] }[]>`
    select n.id, n.status, n.claim, array(
      select o.event ->> 'eventType' from outbox o where o.notification_id = n.id order by o.id
    ) as told
    from notifications n`;
  return new Map(rows.map(({ id, ...end }) => [id, end]));
};
