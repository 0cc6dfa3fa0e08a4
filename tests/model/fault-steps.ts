import fc from 'fast-check';
import { always, type Step, step } from './step.ts';

/** Past a back-off; past a lease and what the reconciler waits for; past a breaker's pause or a send's deadline. */
const short = [11_000, 31_000, 90_000];
/** Past a time to live; past what a provider remembers of a key. */
const long = [2 * 3_600_000, 24 * 3_600_000];

/** Time passes while everybody stands where they are. */
export const wait: fc.Arbitrary<Step> = fc.constantFrom(...short).map((ms) =>
  step(`${ms / 1_000} s pass`, always, (model) => {
    model.say(`${ms / 1_000} s pass`);
    model.advance(ms);
  }),
);

/** Much time passes; nobody stands still for hours between a claim and its outcome. */
export const waitLong: fc.Arbitrary<Step> = fc.constantFrom(...long).map((ms) =>
  step(
    `${ms / 3_600_000} h pass`,
    ({ workers }) => workers.every(({ calls }) => !calls.some(isInMidSend)),
    (model) => {
      model.say(`${ms / 3_600_000} h pass`);
      model.advance(ms);
    },
  ),
);

const isInMidSend = (call: string): boolean => /^(hands|hears|extend|settle)/.test(call);

export const loseJob: fc.Arbitrary<Step> = fc.nat(2).map((choice) =>
  step(
    `the queue loses job ${choice}`,
    ({ lane }) => lane.jobs > 0,
    ({ lane, say }) => say(`the queue loses ${lane.loseOne(choice)}`),
  ),
);

export const failJob: fc.Arbitrary<Step> = fc.nat(2).map((choice) =>
  step(
    `the queue gives up job ${choice}`,
    ({ lane }) => lane.jobs > 0,
    ({ lane, say }) => say(`the queue gives up ${lane.failOne(choice)}`),
  ),
);

export const loseQueue: fc.Arbitrary<Step> = fc.constant(
  step('the queue loses everything', always, ({ lane, say }) => {
    say('the queue loses everything');
    lane.loseAll();
  }),
);

export const deliverTwice: fc.Arbitrary<Step> = fc.nat(2).map((choice) =>
  step(
    `job ${choice} comes again while a worker has it`,
    ({ workers }) => workers.some(({ isBusy }) => isBusy),
    ({ lane, say }) => say(`also to others comes ${lane.deliverTwice(choice)}`),
  ),
);
