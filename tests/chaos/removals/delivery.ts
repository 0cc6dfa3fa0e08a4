import { adapters, application, type Removal } from './removal.ts';

const oneKeyForAllAttempts = {
  file: `${application}/deliver/hand-off.ts`,
  find: 'const idempotencyKey = idempotencyKeyOf(notification);',
  replace: `const idempotencyKey = \`\${idempotencyKeyOf(notification)}.\${notification.claim}\`;`,
} as const;

/** What keeps the promises about one hand-off after another: G5 to G9, G16 to G20, and all of them together. */
export const delivery: readonly Removal[] = [
  {
    name: 'g05-compare-and-set',
    scenario: 'g05-one-live-claim',
    protection: 'the claim compares and sets',
    changes: [
      {
        file: `${adapters}/postgres/claim.ts`,
        find: 'and n.dispatch = w.dispatch and n.claim = w.claim',
        replace: 'and n.dispatch = w.dispatch',
      },
      {
        file: `${adapters}/postgres/claim.ts`,
        find: `and n.status = any(\${[...sourcesOf('sending')]}::text[])`,
        replace: '',
      },
    ],
  },
  {
    name: 'g06-fence',
    scenario: 'g06-zombie',
    protection: 'a failure counts only for the claim it was made under',
    changes: [
      {
        file: `${adapters}/postgres/settle.ts`,
        find: 'else n.claim = w.claim and n.dispatch = w.dispatch',
        replace: 'else n.dispatch = w.dispatch',
      },
    ],
  },
  {
    name: 'g06-success-from-anyone',
    scenario: 'g06-zombie',
    protection: 'a success counts from any claim',
    changes: [
      {
        file: `${adapters}/postgres/settle.ts`,
        find: "when w.status = 'sent' then n.redrive = w.redrive",
        replace: "when w.status = 'sent' then n.redrive = w.redrive and n.claim = w.claim",
      },
    ],
  },
  {
    name: 'g07-one-key',
    scenario: 'g07-one-acceptance-per-key',
    protection: 'the same key for every attempt',
    changes: [oneKeyForAllAttempts],
  },
  {
    name: 'g08-ambiguity',
    scenario: 'g08-smtp-ambiguity',
    protection: 'silence after the final dot is ambiguous',
    changes: [
      {
        file: `${adapters}/email/smtp-failure.ts`,
        find: "if (stage === 'handed') return { outcome: 'ambiguous', code, detail };",
        replace: '',
      },
    ],
  },
  {
    name: 'g09-expired-claims',
    scenario: 'g09-worker-killed',
    protection: 'hand-offs whose lease ended are taken over',
    changes: [
      {
        file: 'apps/relay/src/reconcile/reconciler.ts',
        find: 'Promise.allSettled([claims(), ',
        replace: 'Promise.allSettled([',
      },
    ],
  },
  {
    name: 'g11-lock',
    scenario: 'g11-one-event',
    protection: 'state and event change under the row’s lock',
    changes: [
      {
        file: `${adapters}/postgres/notifications.ts`,
        find: `where id = \${id} for update`,
        replace: `where id = \${id}`,
      },
    ],
  },
  {
    name: 'g16-deferral',
    scenario: 'g16-throttled',
    protection: '429 spends no attempt',
    changes: [
      {
        file: 'packages/domain/src/notification/settle.ts',
        find: 'waiting(n, { ...failure, attempts: n.attempts }, context);',
        replace: 'waiting(n, { ...failure, attempts: n.attempts + 1 }, context);',
      },
    ],
  },
  {
    name: 'g16-pause',
    scenario: 'g16-throttled',
    protection: 'a provider that asks for a pause gets one',
    changes: [
      {
        file: `${application}/deliver/provider-gate.ts`,
        find: 'become(provider, paused(breaker, untilMs));\n      share(provider, forMs);',
        replace: '',
      },
    ],
  },
  {
    name: 'g17-permanent',
    scenario: 'g17-permanent-once',
    protection: '5yz is permanent',
    changes: [
      {
        file: `${adapters}/email/smtp-replies.ts`,
        find: "kind: 'permanent',\n    source: 'RFC 5321 section 4.2.1: permanent",
        replace: "kind: 'transient',\n    source: 'RFC 5321 section 4.2.1: permanent",
      },
    ],
  },
  {
    name: 'g18-clock-of-the-database',
    scenario: 'g18-clock-skew',
    protection: "leases by the database's clock",
    changes: [
      {
        file: `${adapters}/postgres/claim.ts`,
        find: 'lease_until = now() + w.lease_ms',
        replace: `lease_until = \${new Date()}::timestamptz + w.lease_ms`,
      },
    ],
  },
  {
    name: 'g19-one-key',
    scenario: 'g19-blocked-loop',
    protection: 'the same key for every attempt',
    changes: [oneKeyForAllAttempts],
  },
  {
    name: 'g20-asked-again',
    scenario: 'g20-opt-out',
    protection: 'the opt-out is asked again before the hand-off',
    changes: [
      {
        file: 'packages/domain/src/notification/decide.ts',
        find: 'isEssential(n.type) ? undefined : optOutOf(n, facts, declaration)',
        replace: 'undefined as Reason | undefined',
      },
      {
        file: `${adapters}/postgres/claim.ts`,
        find: 'and (w.is_essential or case',
        replace: 'and (true or w.is_essential or case',
      },
    ],
  },
  {
    name: 'kills-over-resend-one-key',
    scenario: 'kills-over-resend',
    protection: 'the same key for every attempt',
    changes: [oneKeyForAllAttempts],
  },
  {
    name: 'kills-over-smtp-doubt',
    scenario: 'kills-over-smtp',
    protection: "a dead worker's hand-off is in doubt",
    changes: [
      {
        file: 'apps/relay/src/reconcile/expired-claims.ts',
        find: "outcome: 'ambiguous',",
        replace: "outcome: 'rejected',\n  kind: 'transient',",
      },
    ],
  },
  {
    name: 'random-walk-one-key',
    scenario: 'random-walk',
    protection: 'the same key for every attempt',
    changes: [oneKeyForAllAttempts],
  },
];
