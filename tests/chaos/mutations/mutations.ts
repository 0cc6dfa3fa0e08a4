import type { Change } from './change.ts';
import { oneMixedLoop } from './one-mixed-loop.ts';

/** A wrong design, as a change to the sources, and the test that must notice. */
export interface Mutation {
  /** What the naive version does. */
  readonly design: string;
  readonly changes: readonly Change[];
  readonly test: { readonly project: 'unit' | 'int'; readonly file: string; readonly name: string };
}

const postgres = 'packages/adapters/src/postgres';

/** The nine designs that look right and lose or repeat mail. */
export const mutations: readonly Mutation[] = [
  {
    design: 'a cursor over the outbox instead of its existence',
    changes: [
      {
        file: `${postgres}/due-rows.ts`,
        find: 'export const createDueRows = () => {',
        replace: "let last = '0';\nexport const createDueRows = () => {",
      },
      {
        file: `${postgres}/due-rows.ts`,
        find: `and available_at >= \${floor.now()}::text::timestamptz`,
        replace: `and id > \${last}::bigint`,
      },
      {
        file: `${postgres}/due-rows.ts`,
        find: 'if (first) floor.saw(first.available_at);',
        replace: 'if (first) last = rows.at(-1).id;',
      },
    ],
    test: {
      project: 'int',
      file: `${postgres}/relay-order.int.test.ts`,
      name: 'does not skip a row that was inserted first and committed second',
    },
  },
  {
    design: 'rows marked as published before they are',
    changes: [
      {
        file: `${postgres}/relay-store.ts`,
        find: 'const verdicts = await publish(jobs);',
        replace: `const marked = jobs.map(({ rowId }): RowVerdict => ({ rowId, verdict: 'confirmed' }));
          await apply(tx, marked);
          await tx.unsafe('commit');
          const verdicts = await publish(jobs);`,
      },
    ],
    test: {
      project: 'int',
      file: `${postgres}/relay-store.int.test.ts`,
      name: 'leaves every row as it was when publishing throws',
    },
  },
  {
    design: 'an outcome that is written without asking whose claim it is',
    changes: [
      {
        file: `${postgres}/settle.ts`,
        find: 'else n.claim = w.claim and n.dispatch = w.dispatch',
        replace: 'else n.dispatch = w.dispatch',
      },
    ],
    test: {
      project: 'int',
      file: `${postgres}/reconcile-store.int.test.ts`,
      name: 'refuses the failure that the old worker writes later, and takes its success',
    },
  },
  {
    design: "the attempt's number in the idempotency key",
    changes: [
      {
        file: 'packages/application/src/deliver/hand-off.ts',
        find: 'const idempotencyKey = idempotencyKeyOf(notification);',
        replace: `const idempotencyKey = \`\${idempotencyKeyOf(notification)}.\${notification.attempts}\`;`,
      },
    ],
    test: {
      project: 'unit',
      file: 'packages/application/src/deliver/hand-off.test.ts',
      name: 'after silence stays with that provider, under the same key, whatever it says next',
    },
  },
  {
    design: "leases by the application's clock",
    changes: [
      {
        file: `${postgres}/claim.ts`,
        find: "lease_until = now() + w.lease_ms * interval '1 millisecond',",
        replace: `lease_until = \${new Date()}::timestamptz + w.lease_ms * interval '1 millisecond',`,
      },
    ],
    test: {
      project: 'int',
      file: `${postgres}/lease-clock.int.test.ts`,
      name: "a lease ends by the database's clock, however wrong the process's own is",
    },
  },
  {
    design: 'events that are not published as mandatory',
    changes: [
      {
        file: 'packages/adapters/src/amqp/encode.ts',
        find: 'mandatory: true,',
        replace: 'mandatory: false,',
      },
    ],
    test: {
      project: 'int',
      file: 'packages/adapters/src/amqp/publisher.int.test.ts',
      name: 'an event that nobody is bound to is unroutable, though the broker confirms it too',
    },
  },
  {
    design: 'a message that is acknowledged before the commit',
    changes: [
      {
        file: 'apps/bridge/src/ingest.ts',
        find: 'const { outcome } = await context.accept(submission);',
        replace:
          "context.accept(submission).catch(() => undefined);\n      const outcome = 'accepted' as string;",
      },
    ],
    test: {
      project: 'unit',
      file: 'apps/bridge/src/ingest.test.ts',
      name: 'a message is acknowledged only once it is committed',
    },
  },
  {
    design: 'one loop for every destination',
    changes: oneMixedLoop,
    test: {
      project: 'int',
      file: 'apps/relay/src/isolation.int.test.ts',
      name: 'while the queue store is away events flow, and jobs wait untouched',
    },
  },
  {
    design: 'the same job id again in the reconciler',
    changes: [
      {
        file: `${postgres}/reconcile-store.ts`,
        find: 'set dispatch = n.dispatch + 1, updated_at = now()',
        replace: 'set updated_at = now()',
      },
    ],
    test: {
      project: 'int',
      file: `${postgres}/reconcile-store.int.test.ts`,
      name: 'raises the dispatch and writes its row together',
    },
  },
];
