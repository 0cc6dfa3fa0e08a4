import { queueNames } from '@postroom/domain';
import { type Arguments, oneOf, onlyWord } from '../arguments.ts';
import { by, type CtlContext } from '../context.ts';

export const pause = async ({ lanes, say }: CtlContext, args: Arguments) => {
  const lane = oneOf(onlyWord(args, 'lane'), queueNames, 'lane');
  await lanes.set(lane, true, by);
  say(
    `${lane} is paused: the relay tells the workers within seconds. Mail waits; resume ${lane} ends it`,
  );
};

export const resume = async ({ lanes, say }: CtlContext, args: Arguments) => {
  const lane = oneOf(onlyWord(args, 'lane'), queueNames, 'lane');
  await lanes.set(lane, false, by);
  say(`${lane} goes on: the relay tells the workers within seconds`);
};
