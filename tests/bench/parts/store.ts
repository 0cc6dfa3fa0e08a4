import {
  connect,
  createDeliveryStore,
  createRelayStore,
  createUnitOfWork,
} from '@postroom/adapters/postgres';
import type { Claim, EventPublisher, Job, RowVerdict } from '@postroom/application';
import {
  type Draft,
  defaultRetryPolicy,
  type Notification,
  type Settlement,
  settle,
} from '@postroom/domain';
import { uuidv7 } from 'uuidv7';
import type { World } from '../harness/world.ts';

const day = 24 * 3_600;
const batchSize = 200;

const draftOf = (place: number): Draft => ({
  id: uuidv7(),
  type: 'welcome',
  queue: 'standard',
  status: 'queued',
  source: 'bootstrap',
  userId: `user-${place}`,
  recipientEmail: `user${place}@example.com`,
  subject: null,
  template: 'welcome',
  html: null,
  variables: { username: `User Number ${place}` },
  sensitive: [],
  locale: null,
  tags: { campaign: 'bench' },
  replyTo: null,
  correlationId: uuidv7(),
  traceparent: null,
  test: false,
  sendAt: null,
  expiresAt: null,
  ttlSeconds: day,
});

/** The statements of every stage, in batches as full as they get under load, two at a time. */
export const openStages = (world: World, count: number) => {
  const sql = connect({ url: world.urls.database, max: 4, name: 'postroom-bench' });
  const unitOfWork = createUnitOfWork(sql);
  const delivery = createDeliveryStore(sql);
  const relay = createRelayStore(sql, { eventHoldHours: 72 });
  const drafts = Array.from({ length: count }, (_, place) => draftOf(place));
  const jobs = drafts.map(({ id }): Job => ({ id, dispatch: 1 }));

  const deliver = async (batch: readonly Job[]): Promise<void> => {
    const loaded = await delivery.load(batch);
    const claims = loaded.flatMap((each): readonly Claim[] =>
      each ? [claimOf(each.notification)] : [],
    );
    const claimed = await delivery.claim(claims);
    const now = new Date();
    const settlements = claimed.flatMap((n) => (n ? [settlementOf(n, now)] : []));
    const settled = await delivery.settle(settlements);
    const done = settled.filter(Boolean).length;
    if (done !== batch.length) throw new Error(`${done} of ${batch.length} were settled`);
  };

  return {
    jobs,
    async insert() {
      await inBatches(drafts, (batch) =>
        unitOfWork.transact(async (tx) => {
          await tx.notifications.add(batch);
          await tx.outbox.add(
            batch.map(({ id }) => ({
              destination: 'standard',
              notificationId: id,
              dispatch: 1,
              availableAt: null,
            })),
          );
        }),
      );
      return count;
    },
    drainJobs: () =>
      drained(count, () => relay.drainJobs('standard', 500, async (due) => due.map(confirmed))),
    async deliver() {
      await inBatches(jobs, deliver);
      return count;
    },
    drainEvents: (publisher: EventPublisher) =>
      drained(count, () =>
        relay.drainEvents(500, async (due) => {
          const outcomes = await publisher.publish(
            due.map(({ event }) => event),
            5_000,
          );
          const bad = outcomes.find(({ outcome }) => outcome !== 'confirmed');
          if (bad) throw new Error(`an event was ${bad.outcome}`);
          return due.map(confirmed);
        }),
      ),
    close: () => sql.end({ timeout: 5 }),
  };
};

const claimOf = ({ id, dispatch, claim }: Notification): Claim => ({
  id,
  dispatch,
  claim,
  worker: 'bench',
  leaseMs: 20_000,
  templateHash: '0'.repeat(32),
  provider: 'capture',
  subject: 'Welcome to Acme',
  isEssential: false,
  onByDefault: true,
  category: 'transactional',
});

const settlementOf = (n: Notification, now: Date): Settlement => {
  const providerId = `capture.${n.id}`;
  const outcome = { outcome: 'accepted', providerId } as const;
  const attempt = { ...outcome, provider: 'capture', startedAt: now, durationMs: 1 };
  return settle(n, outcome, [{ ...attempt, code: null, detail: null }], {
    now,
    policy: defaultRetryPolicy,
    random: 0,
    declaration: { onAmbiguous: 'at_least_once' },
  });
};

const confirmed = ({ rowId }: { readonly rowId: string }): RowVerdict => ({
  rowId,
  verdict: 'confirmed',
});

const inBatches = async <Item>(
  items: readonly Item[],
  work: (batch: readonly Item[]) => Promise<unknown>,
): Promise<void> => {
  let next = 0;
  const serve = async (): Promise<void> => {
    while (next < items.length) {
      const from = next;
      next += batchSize;
      await work(items.slice(from, from + batchSize));
    }
  };
  await Promise.all([serve(), serve()]);
};

const drained = async (count: number, drain: () => Promise<number>): Promise<number> => {
  let rows = 0;
  while (rows < count) {
    const found = await drain();
    if (found === 0) throw new Error(`${rows} of ${count} rows were in the outbox`);
    rows += found;
  }
  return rows;
};
