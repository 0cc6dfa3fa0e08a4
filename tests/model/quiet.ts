import { hasEnded } from '@postroom/domain';
import type { Word } from './life.ts';
import type { Model } from './model.ts';
import { broken } from './promises.ts';

/** Rounds of the clock; with the long ones, everything that waits is due or expired well before. */
const rounds = 40;
const shortMs = 31_000;
const longMs = 300_000;

/**
 * Lets everybody go on, and the clock too, until nothing moves: the outbox and the queue are empty
 * and everything has ended, or never will. Then every promise must hold.
 */
export const quiet = async (model: Model, word: Word): Promise<void> => {
  model.say(`everything goes on, and providers say ${word}`);
  for (const process of model.processes) process.rush(word);
  await model.rest();
  for (let round = 0; round < rounds && !(await isQuiet(model)); round++) {
    model.advance(round < 6 ? shortMs : longMs);
    await model.rest();
  }
  for (const process of model.processes) process.rush(null);
  verify(broken(model), model);
};

/** Takes every step that can be taken now. */
const isQuiet = async (model: Model): Promise<boolean> => {
  const { world, lane, reconcilers, relays, workers } = model;
  for (const process of [...reconcilers.slice(0, 1), ...relays.slice(0, 1)]) {
    process.goOn(0, 'accepted');
    await model.rest();
  }
  for (let runs = 0; lane.takeable > 0 && runs < 50; runs++) {
    const idle = workers.find(({ isBusy }) => !isBusy);
    if (!idle) break;
    idle.goOn(0, 'accepted');
    await model.rest();
  }
  const { notifications, outbox } = world.state();
  return (
    outbox.every(({ destination }) => destination === 'exchange') &&
    [...notifications.values()].every(({ status }) => hasEnded(status)) &&
    model.processes.every(({ isBusy }) => !isBusy)
  );
};

/** @throws when something is broken, with everything that led to it. */
export const verify = (faults: readonly string[], { trace }: Model): void => {
  if (faults.length > 0) throw new Error([...faults, 'after:', ...trace].join('\n  '));
};
