import type { Change } from '../mutations/change.ts';

/** A protection that is taken out of the sources, and the scenario that has to notice. */
export interface Removal {
  /** Begins with the promise: `g05-compare-and-set`. */
  readonly name: string;
  /** The scenario's whole name. */
  readonly scenario: string;
  /** What is taken out, in a few words. */
  readonly protection: string;
  readonly changes: readonly Change[];
}

export const adapters = 'packages/adapters/src';
export const application = 'packages/application/src';
