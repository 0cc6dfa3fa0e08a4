import { adapters, application, type Removal } from './removal.ts';

/** What keeps the promises about what is handed in: G1, G2, G14, G24, G25. */
export const acceptance: readonly Removal[] = [
  {
    name: 'g01-answer-after-commit',
    scenario: 'g01-accepted-is-durable',
    protection: 'the answer waits for the commit',
    changes: [
      {
        file: `${application}/handlers/accept.ts`,
        find: 'context.unitOfWork.transact((tx) => acceptTogether(tx, submissions, context, order));',
        replace: `new Promise<Awaited<ReturnType<typeof acceptTogether>>>((resolve, reject) => {
      context.unitOfWork
        .transact(async (tx) => {
          const answers = await acceptTogether(tx, submissions, context, order);
          resolve(answers);
          await new Promise((commit) => setTimeout(commit, 50));
          return answers;
        })
        .catch(reject);
    });`,
      },
    ],
  },
  {
    name: 'g02-idempotency-row',
    scenario: 'g02-one-per-key',
    protection: 'the idempotency row in the same transaction',
    changes: [
      {
        file: `${application}/accept/admit-once.ts`,
        find: 'const keyed = items.filter((item) => item.submission.idempotency !== null).sort(byKey);',
        replace: 'const keyed: Item[] = [];',
      },
      {
        file: `${application}/accept/admit-once.ts`,
        find: '({ submission }) => submission.idempotency === null && submission.inbox === null,',
        replace: '({ submission }) => submission.inbox === null,',
      },
    ],
  },
  {
    name: 'g14-inbox',
    scenario: 'g14-amqp-once',
    protection: 'the inbox row in the same transaction',
    changes: [
      {
        file: `${application}/accept/admit-once.ts`,
        find: "verdict: fresh.has(i) ? 'new' : 'duplicate'",
        replace: "verdict: 'new'",
      },
    ],
  },
  {
    name: 'g24-disk',
    scenario: 'g24-postgres-full',
    protection: 'a full disk is answered with 503',
    changes: [
      {
        file: `${adapters}/postgres/errors.ts`,
        find: '/^(08|53|57P)/.test(code)',
        replace: '/^(08|57P)/.test(code)',
      },
    ],
  },
  {
    name: 'g25-a-door-for-each-lane',
    scenario: 'g25-ten-times',
    protection: 'a door for each lane',
    changes: [
      {
        file: `${application}/accept/admission.ts`,
        find: '!isLaneClosed?.(queue)',
        replace:
          "!(['critical', 'standard', 'bulk'] as const).some((lane) => isLaneClosed?.(lane))",
      },
    ],
  },
];
