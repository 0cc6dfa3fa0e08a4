import type { DeliverContext } from '@postroom/application';

/**
 * A claim that is refused once the job was handed back: another worker has it by then, and what this
 * one began so late it might not live to settle.
 */
export const untilHandedBack =
  (claim: DeliverContext['claim'], handedBack: AbortSignal): DeliverContext['claim'] =>
  async (wanted) =>
    handedBack.aborted ? undefined : claim(wanted);
