import type { Look, Sight, StateName } from './process.ts';

/**
 * Says of each state since when it has been so. What changed between two looks is dated by the
 * earlier one, the last time when it was known to be otherwise; what was so from the beginning has no
 * date, which means the start. All by the database's clock, so that processes whose clocks differ
 * agree.
 * @param at when the look before was written (RFC 3339); absent at the first.
 */
export const sinceWhen = (before: Sight | undefined, look: Look, at: string | undefined): Sight => {
  const states = look.states ?? {};
  const since: Partial<Record<StateName, string>> = {};
  for (const [name, state] of Object.entries(states) as [StateName, string][]) {
    const isSame = before?.states[name] === state;
    const began = isSame ? before.since[name] : at;
    if (began !== undefined) since[name] = began;
  }
  return { states, figures: look.figures ?? {}, since };
};
