import { oneMixedLoop } from '../mutations/one-mixed-loop.ts';
import { adapters, type Removal } from './removal.ts';

const relay = 'apps/relay/src';

/** What keeps the promises about the way from Postgres to the queue and to RabbitMQ: G3, G4, G10, G12, G13, G15, G24, G25, G26. */
export const fromTheOutbox: readonly Removal[] = [
  {
    name: 'g03-existence',
    scenario: 'g03-no-row-skipped',
    protection: 'rows are claimed by existence, not after a cursor',
    changes: [
      {
        file: `${adapters}/postgres/due-rows.ts`,
        find: 'export const createDueRows = () => {',
        replace: "export const createDueRows = () => {\n  let last = '0';",
      },
      {
        file: `${adapters}/postgres/due-rows.ts`,
        find: `and available_at >= \${floor.now()}::text::timestamptz`,
        replace: `and id > \${last}::bigint`,
      },
      {
        file: `${adapters}/postgres/due-rows.ts`,
        find: 'if (first) floor.saw(first.available_at);',
        replace: 'if (first) last = String(Math.max(...rows.map(({ id }) => Number(id))));',
      },
    ],
  },
  {
    name: 'g04-reconciler',
    scenario: 'g04-redis-flushed',
    protection: 'what lost its job gets a new one',
    changes: [
      {
        file: `${relay}/reconcile/lost-jobs.ts`,
        find: 'gone.length > 0 ? await store.redispatch(gone) : 0',
        replace: '0',
      },
    ],
  },
  {
    name: 'g04-new-job-id',
    scenario: 'g04-redis-flushed',
    protection: 'a new job has a new id',
    changes: [
      {
        file: `${adapters}/postgres/reconcile-store.ts`,
        find: 'set dispatch = n.dispatch + 1, updated_at = now()',
        replace: 'set updated_at = now()',
      },
    ],
  },
  {
    name: 'g10-delete-after-publish',
    scenario: 'g10-relay-killed',
    protection: 'rows are deleted after they are published',
    changes: [
      {
        file: `${adapters}/postgres/relay-store.ts`,
        find: 'const verdicts = await publish(events);',
        replace: `await apply(tx, events.map(({ rowId }) => ({ rowId, verdict: 'confirmed' })));
          await tx.unsafe('commit');
          const verdicts = await publish(events);`,
      },
    ],
  },
  {
    name: 'g12-mandatory',
    scenario: 'g12-events-routed',
    protection: 'events are mandatory',
    changes: [
      {
        file: `${adapters}/amqp/encode.ts`,
        find: 'mandatory: true,',
        replace: 'mandatory: false,',
      },
    ],
  },
  {
    name: 'g13-a-loop-for-each',
    scenario: 'g13-brokers-away',
    protection: 'a loop for each destination',
    changes: oneMixedLoop,
  },
  {
    name: 'g15-quarantine',
    scenario: 'g15-poison',
    protection: 'a row that can never be a job is set aside',
    changes: [
      {
        file: `${relay}/pump-jobs.ts`,
        find: 'const reason = faultOf(job);',
        replace: 'const reason = undefined;',
      },
    ],
  },
  {
    name: 'g24-redis',
    scenario: 'g24-redis-full',
    protection: 'rows of jobs that the queue refused stay',
    changes: [
      {
        file: `${relay}/pump-jobs.ts`,
        find: 'queue.add(good) : Promise.resolve()',
        replace: 'queue.add(good).catch(() => undefined) : Promise.resolve()',
      },
    ],
  },
  {
    name: 'g24-rabbitmq',
    scenario: 'g24-rabbitmq-blocked',
    protection: 'nothing is published while RabbitMQ blocks publishers',
    changes: [
      {
        file: `${adapters}/amqp/broker.ts`,
        find: "model.on('blocked', (why: string) => become('blocked', why));",
        replace: '',
      },
    ],
  },
  {
    name: 'g25-high-water',
    scenario: 'g25-ten-times',
    protection: 'a backlog waits in Postgres',
    changes: [
      {
        file: `${relay}/pump-jobs.ts`,
        find: 'Math.min(batchSize, highWater - waiting)',
        replace: 'batchSize',
      },
    ],
  },
  {
    name: 'g26-schedule-in-postgres',
    scenario: 'g26-scheduled',
    protection: 'what is scheduled waits in Postgres',
    changes: [
      {
        file: 'packages/application/src/accept/job-row.ts',
        find: 'availableAt: sendAt,',
        replace: 'availableAt: null,',
      },
    ],
  },
];
