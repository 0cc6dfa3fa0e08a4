import fc from 'fast-check';
import type { Word } from './life.ts';
import type { Model } from './model.ts';
import type { Process } from './process.ts';
import { quiet } from './quiet.ts';
import { always, type Step, step } from './step.ts';

/** Mostly those after which it goes on. */
const word: fc.Arbitrary<Word> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<Word>('accepted', 'arrived', 'lost', 'slow') },
  { weight: 3, arbitrary: fc.constant<Word>('transient') },
  { weight: 1, arbitrary: fc.constantFrom<Word>('permanent', 'throttled', 'unreachable') },
);

const roles = ['workers', 'relays', 'reconcilers'] as const;
const one = fc.oneof(
  { weight: 4, arbitrary: fc.record({ role: fc.constant('workers' as const), at: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ role: fc.constantFrom(...roles), at: fc.nat(1) }) },
);
type One = { readonly role: (typeof roles)[number]; readonly at: number };

const nameOf = ({ role, at }: One): string => `${role.slice(0, -1)} ${at}`;

const found = (model: Model, { role, at }: One): Process => {
  const process = model[role][at];
  if (!process) throw new Error(`there is no ${role} ${at}`);
  return process;
};

/** Whether there is anything that it could do. */
const canGoOn = (model: Model, process: Process): boolean =>
  !process.isStill &&
  (process.calls.length > 0 ||
    (!process.isBusy && (!model.workers.includes(process) || model.lane.takeable > 0)));

/** One call of one process. */
export const goOn: fc.Arbitrary<Step> = fc
  .record({ one, choice: fc.nat(2), word })
  .map(({ one, choice, word }) =>
    step(
      `${nameOf(one)} goes on (${choice}, ${word})`,
      (model) => canGoOn(model, found(model, one)),
      (model) => found(model, one).goOn(choice, word),
    ),
  );

/** Before which call a process may stop; `nothing` is none of its calls. */
const stops = {
  workers: ['claim', 'hands over', 'hears', 'extend', 'settle', 'tells', 'nothing'],
  relays: ['adds', 'deletes', 'nothing', 'nothing'],
  reconcilers: ['redispatch', 'settle', 'marks', 'nothing'],
} as const;

/** One process, until it is about to do something, has nothing in hand, or waits for what only time brings. */
export const runUntil: fc.Arbitrary<Step> = fc
  .record({ one, word, choice: fc.nat(6) })
  .map(({ one, word, choice }) => {
    const stop = stops[one.role][choice % stops[one.role].length] ?? 'nothing';
    return step(
      `${nameOf(one)} runs until it ${stop} (${word})`,
      (model) => canGoOn(model, found(model, one)),
      async (model) => {
        const process = found(model, one);
        do {
          process.goOn(0, word);
          await model.rest();
        } while (process.calls.length > 0 && !process.calls[0]?.startsWith(stop));
      },
    );
  });

const leaseMs = 31_000;

/** Every lease runs out that nobody prolongs, and a reconciler sees it. */
export const lapse: fc.Arbitrary<Step> = fc.nat(1).map((at) =>
  step(
    `leases run out, and reconciler ${at} looks`,
    (model) => !found(model, { role: 'reconcilers', at }).isStill,
    async (model) => {
      const process = found(model, { role: 'reconcilers', at });
      model.say('leases run out');
      model.advance(leaseMs);
      await model.rest();
      do {
        process.goOn(0, 'accepted');
        await model.rest();
      } while (process.calls.length > 0);
    },
  ),
);

/** One process stands still in the middle of something, or goes on after it has. */
export const standStill: fc.Arbitrary<Step> = one.map((one) =>
  step(
    `${nameOf(one)} stands still, or wakes`,
    (model) => found(model, one).calls.length > 0,
    (model) => found(model, one).toggle(),
  ),
);

/** One process dies with what it has in hand. */
export const die: fc.Arbitrary<Step> = one.map((one) =>
  step(
    `${nameOf(one)} dies`,
    (model) => found(model, one).isBusy,
    (model) => found(model, one).die(),
  ),
);

/** The world comes to rest, with every promise kept. */
export const comeToRest: fc.Arbitrary<Step> = fc
  .constantFrom<Word>('accepted', 'arrived', 'lost', 'permanent', 'transient')
  .map((word) => step(`all goes quiet (${word})`, always, (model) => quiet(model, word)));
