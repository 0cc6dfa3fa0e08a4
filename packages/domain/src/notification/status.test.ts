import { describe, expect, it } from 'vitest';
import { endings, hasEnded, mayMove, type Status, sourcesOf, statuses } from './status.ts';

/** The table as it is promised, written out once more by hand. */
const promised: Record<
  Status,
  { always: Status[]; unlessMaybeSent: Status[]; ifMaybeSent: Status[] }
> = {
  scheduled: only('queued', 'sending', 'cancelled', 'suppressed', 'expired'),
  queued: {
    always: ['sending', 'failed', 'sent'],
    unlessMaybeSent: ['cancelled', 'suppressed', 'expired'],
    ifMaybeSent: ['unknown'],
  },
  sending: only('sent', 'retry_wait', 'failed', 'unknown'),
  retry_wait: {
    always: ['sending', 'failed', 'sent'],
    unlessMaybeSent: ['cancelled', 'suppressed', 'expired'],
    ifMaybeSent: ['unknown'],
  },
  unknown: only('sent', 'failed', 'queued'),
  failed: only('queued', 'sent'),
  expired: only('queued', 'sent'),
  sent: only(),
  cancelled: only(),
  suppressed: only(),
};

function only(...always: Status[]) {
  return { always, unlessMaybeSent: [], ifMaybeSent: [] };
}

const pairs = statuses.flatMap((from) =>
  statuses.flatMap((to) => [false, true].map((maybeSent) => ({ from, to, maybeSent }))),
);

describe('the table of moves', () => {
  it.each(pairs)(
    'judges $from to $to, maybe sent $maybeSent, as promised',
    ({ from, to, maybeSent }) => {
      const { always, unlessMaybeSent, ifMaybeSent } = promised[from];
      const legal = [...always, ...(maybeSent ? ifMaybeSent : unlessMaybeSent)].includes(to);

      expect(mayMove(from, to, maybeSent)).toBe(legal);
    },
  );

  it('knows ten states', () => {
    expect([...statuses].sort()).toEqual(Object.keys(promised).sort());
  });

  it('takes a notification as surely not sent when nobody says otherwise', () => {
    expect(mayMove('retry_wait', 'cancelled')).toBe(true);
    expect(mayMove('retry_wait', 'unknown')).toBe(false);
    expect(mayMove('queued', 'cancelled')).toBe(true);
    expect(mayMove('queued', 'unknown')).toBe(false);
  });

  it('lets no state stay where it is', () => {
    expect(statuses.filter((status) => mayMove(status, status))).toEqual([]);
  });

  it.each(statuses)('names for %s every state that leads to it', (to) => {
    const leading = statuses.filter((from) => mayMove(from, to) || mayMove(from, to, true));
    expect(sourcesOf(to)).toEqual(leading);
  });

  it('calls a state ended when only an operator or late evidence leads on', () => {
    const waiting: Status[] = ['scheduled', 'queued', 'sending', 'retry_wait'];
    expect(statuses.filter((status) => !hasEnded(status)).sort()).toEqual(waiting.sort());
    for (const ending of endings) {
      expect(
        statuses.filter((to) => mayMove(ending, to) && !['queued', 'sent', 'failed'].includes(to)),
      ).toEqual([]);
    }
  });
});
