import { type Status, statuses, transitions } from '@postroom/domain';

/** The table of legal moves as two parallel columns for `unnest`, so that SQL guards are the domain's own table. */
export const legalMoves: { readonly from: readonly Status[]; readonly to: readonly Status[] } =
  (() => {
    const pairs = statuses.flatMap((from) => transitions[from].map((to) => ({ from, to })));
    return { from: pairs.map(({ from }) => from), to: pairs.map(({ to }) => to) };
  })();
