import { expect, test } from 'vitest';
import { check, type invariants } from './checker.ts';
import type { Evidence } from './evidence.ts';

/** One that was sent, one that was suppressed, and all that goes with them. */
const sound: Evidence = {
  accepted: ['a', 'b'],
  expected: 2,
  notifications: [
    { id: 'a', status: 'sent', redrive: 0, leaseOverdue: null },
    { id: 'b', status: 'suppressed', redrive: 0, leaseOverdue: null },
  ],
  moves: [
    { id: 'a', before: null, after: 'queued', maybeSent: false, isDoubtful: false, redrive: 0 },
    { id: 'b', before: null, after: 'queued', maybeSent: false, isDoubtful: false, redrive: 0 },
    {
      id: 'a',
      before: 'queued',
      after: 'sending',
      maybeSent: false,
      isDoubtful: false,
      redrive: 0,
    },
    {
      id: 'b',
      before: 'queued',
      after: 'suppressed',
      maybeSent: false,
      isDoubtful: false,
      redrive: 0,
    },
    {
      id: 'a',
      before: 'sending',
      after: 'sent',
      maybeSent: false,
      isDoubtful: false,
      redrive: 0,
    },
  ],
  events: ['a.0.sent', 'b.0.suppressed'],
  heard: new Set(['a.0.sent', 'b.0.suppressed']),
  copies: new Map([['a.0', 1]]),
  sinks: 'smtp',
  outbox: [],
};

const sent = { id: 'a', maybeSent: false, isDoubtful: false, redrive: 0 } as const;

/** The sent one as it would be after another word about it. */
const withStanding = (change: Partial<Evidence['notifications'][number]>): Partial<Evidence> => ({
  notifications: sound.notifications.map((each) =>
    each.id === 'a' ? { ...each, ...change } : each,
  ),
});

/** For each invariant, evidence that breaks it. */
const doctored: { readonly [name in keyof typeof invariants]: readonly Partial<Evidence>[] } = {
  nothingAcceptedIsLost: [{ accepted: ['a', 'b', 'c'] }],
  acceptedIsTheSumOfStates: [{ expected: 3 }, { expected: 1 }],
  everyOneEnds: [withStanding({ status: 'queued' }), withStanding({ status: 'retry_wait' })],
  oneEventPerEndingAndRedrive: [
    { events: ['b.0.suppressed'] },
    { events: ['a.0.sent', 'a.0.sent', 'b.0.suppressed'] },
    { events: ['a.0.sent', 'a.0.failed', 'b.0.suppressed'] },
  ],
  everyEventIsHeard: [{ heard: new Set(['a.0.sent']) }],
  noMailWithoutANotification: [
    {
      copies: new Map([
        ['a.0', 1],
        ['c.0', 1],
      ]),
    },
    {
      copies: new Map([
        ['a.0', 1],
        ['a.1', 1],
      ]),
    },
    {
      copies: new Map([
        ['a.0', 1],
        ['', 1],
      ]),
    },
  ],
  sentHasACopy: [{ copies: new Map() }],
  oneEffectPerKey: [{ sinks: 'idempotent', copies: new Map([['a.0', 2]]) }],
  everySecondCopyIsExplained: [{ copies: new Map([['a.0', 2]]) }],
  theUnwantedGoesToNobody: [
    {
      copies: new Map([
        ['a.0', 1],
        ['b.0', 1],
      ]),
    },
  ],
  failedMeansNotSent: [withStanding({ status: 'failed' })],
  noLeaseIsForgotten: [withStanding({ status: 'sending', leaseOverdue: 100 })],
  noOutboxRowIsForgotten: [
    { outbox: [{ destination: 'bulk', overdue: 100, isQuarantined: false }] },
  ],
  noMoveOutsideTheTable: [
    {
      moves: [
        ...sound.moves,
        {
          id: 'b',
          before: 'suppressed',
          after: 'sending',
          maybeSent: false,
          isDoubtful: false,
          redrive: 0,
        },
      ],
    },
    {
      moves: [
        ...sound.moves,
        {
          id: 'b',
          before: 'retry_wait',
          after: 'cancelled',
          maybeSent: true,
          isDoubtful: false,
          redrive: 0,
        },
      ],
    },
  ],
};

test('sound evidence breaks no invariant', () => {
  expect(check(sound)).toEqual([]);
});

test.each(
  Object.entries(doctored).flatMap(([name, cases]) =>
    cases.map((change, index) => ({ name, change, place: index + 1 })),
  ),
)('doctored evidence $place breaks $name', ({ name, change }) => {
  const found = check({ ...sound, ...change });

  expect(found.map(({ invariant }) => invariant)).toContain(name);
});

test('one copy more for each doubtful hand-off breaks nothing, and two more do', () => {
  const doubtful: Evidence = {
    ...sound,
    moves: [
      ...sound.moves.slice(0, 3),
      { ...sent, before: 'sending', after: 'retry_wait', isDoubtful: true },
      { ...sent, before: 'retry_wait', after: 'sending', maybeSent: true },
      { ...sent, before: 'sending', after: 'retry_wait', maybeSent: true },
      { ...sent, before: 'retry_wait', after: 'sending', maybeSent: true },
      ...sound.moves.slice(3),
    ],
  };

  expect(check({ ...doubtful, copies: new Map([['a.0', 2]]) })).toEqual([]);
  expect(check({ ...doubtful, copies: new Map([['a.0', 3]]) })).not.toEqual([]);
});
