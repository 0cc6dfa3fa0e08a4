import { DomainError, type Draft, type Issue, normalAddress, spoken } from '@postroom/domain';
import type { RecipientCount, Transaction } from '../ports/unit-of-work.ts';

/** How many of one type one recipient gets within an hour. */
export interface OverCap {
  readonly cap: number;
  /** Until the hour is over. */
  readonly retryAfterSeconds: number;
}

/** What one caller brought: it fits as a whole or not at all, unless its drafts stand for themselves. */
export interface CappedGroup {
  readonly drafts: readonly Draft[];
  readonly isAtomic: boolean;
}

/**
 * Counts what is about to be accepted, by recipient and type, and tells what is over the cap. What
 * is over is not counted, nor are the others of an atomic group that holds it, nor what test keys
 * hand in. One statement locks the counts of the whole merge, sorted, until the transaction ends,
 * so the cap is exact over any number of processes; a second one only gives back what did not fit.
 */
export const overCap = async (
  tx: Transaction,
  groups: readonly CappedGroup[],
  cap: number | undefined,
): Promise<ReadonlyMap<Draft, OverCap>> => {
  const over = new Map<Draft, OverCap>();
  const wanted = countsOf(groups.flatMap(({ drafts }) => drafts));
  if (cap === undefined || wanted.size === 0) return over;

  const rows = [...wanted.values()];
  const counted = await tx.recipientCounts.add(rows);
  const hours = new Map(rows.map((row, i) => [keyOf(row), counted[i]]));
  const room = new Map(rows.map((row, i) => [keyOf(row), cap - (counted[i]?.before ?? 0)]));
  for (const group of groups) {
    const fitting = fit(group, room);
    for (const draft of group.drafts) {
      if (draft.test || fitting.drafts.has(draft)) continue;
      const secondsLeft = hours.get(keyOfDraft(draft))?.secondsLeft ?? 0;
      over.set(draft, { cap, retryAfterSeconds: Math.max(1, Math.ceil(secondsLeft)) });
    }
    const isRefused = group.isAtomic && group.drafts.some((draft) => over.has(draft));
    if (!isRefused) for (const [key, left] of fitting.room) room.set(key, left);
  }

  const surplus = rows.flatMap((row, i): readonly RecipientCount[] => {
    const used = cap - (counted[i]?.before ?? 0) - (room.get(keyOf(row)) ?? 0);
    return used < row.count ? [{ ...row, count: row.count - used }] : [];
  });
  if (surplus.length > 0) await tx.recipientCounts.takeBack(surplus);
  return over;
};

/** Which of a group's drafts there is room for, and the room that is left after them. */
const fit = ({ drafts }: CappedGroup, room: ReadonlyMap<string, number>) => {
  const left = new Map<string, number>();
  const fitting = new Set<Draft>();
  for (const draft of drafts) {
    if (draft.test) continue;
    const key = keyOfDraft(draft);
    const places = left.get(key) ?? room.get(key) ?? 0;
    if (places < 1) continue;
    left.set(key, places - 1);
    fitting.add(draft);
  }
  return { drafts: fitting, room: left };
};

const countsOf = (drafts: readonly Draft[]): ReadonlyMap<string, RecipientCount> => {
  const counts = new Map<string, RecipientCount>();
  for (const draft of drafts) {
    if (draft.test) continue;
    const key = keyOfDraft(draft);
    const count = (counts.get(key)?.count ?? 0) + 1;
    counts.set(key, { address: normalAddress(draft.recipientEmail), type: draft.type, count });
  }
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
};

const keyOf = ({ address, type }: Omit<RecipientCount, 'count'>): string => `${address}\0${type}`;

const keyOfDraft = ({ recipientEmail, type }: Draft): string =>
  keyOf({ address: normalAddress(recipientEmail), type });

/** Where in what was handed in the fault lies; `path` leads to the request. */
export const overCapIssue = (
  path: readonly (string | number)[],
  { type }: Draft,
  { cap, retryAfterSeconds }: OverCap,
): Issue => ({
  path: [...path, 'recipient_email'],
  code: 'recipient_cap',
  detail: `has had ${cap} notifications of the type ${type} within an hour; try again in ${retryAfterSeconds} s`,
});

export const overCapRefusal = (
  issues: readonly Issue[],
  overs: readonly OverCap[],
): DomainError => {
  const retryAfterSeconds = Math.max(...overs.map((each) => each.retryAfterSeconds));
  const limit = overs[0]?.cap ?? 0;
  const message = `a recipient gets at most ${limit} notifications of a type within an hour`;
  const quota = { name: 'recipient', limit, windowSeconds: 3_600 };
  return new DomainError('recipient_cap', message, issues, { retryAfterSeconds, quota });
};

/** Why a notification that nobody could be refused for was suppressed, as people read it. */
export const overCapReason = (
  { type }: Draft,
  { cap, retryAfterSeconds }: OverCap,
  now: Date,
): { readonly code: 'recipient_cap'; readonly detail: string } => {
  const until = spoken(new Date(now.getTime() + retryAfterSeconds * 1_000));
  const detail = `the recipient had ${cap} notifications of the type ${type} within an hour, and gets no more of them until ${until}`;
  return { code: 'recipient_cap', detail };
};
