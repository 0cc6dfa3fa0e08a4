import type fc from 'fast-check';
import type { Model } from './model.ts';
import { verify } from './quiet.ts';

export type Step = fc.AsyncCommand<Model, Model>;

/** One move of the schedule. Where it cannot be made it is left out, of the trace too. */
export const step = (
  text: string,
  can: (model: Model) => boolean,
  act: (model: Model) => unknown,
): Step => ({
  check: can,
  async run(model) {
    await act(model);
    await model.rest();
    model.witness.look();
    verify(model.witness.faults, model);
  },
  toString: () => text,
});

export const always = (): boolean => true;
