import type { DueEvent, DueJob, RelayStore, RowVerdict } from '@postroom/application';

/** An outbox in memory: rows stay until their verdict takes them away, and a throw changes nothing. */
export interface MemoryOutbox {
  readonly store: RelayStore;
  jobs: DueJob[];
  events: DueEvent[];
  /** Every verdict other than `confirmed`, in order. */
  readonly aside: RowVerdict[];
}

export const memoryOutbox = (given: {
  readonly jobs?: readonly DueJob[];
  readonly events?: readonly DueEvent[];
}): MemoryOutbox => {
  const drain = async <Row extends { readonly rowId: string }>(
    rows: readonly Row[],
    limit: number,
    publish: (rows: readonly Row[]) => Promise<readonly RowVerdict[]>,
  ): Promise<{ readonly claimed: number; readonly left: Row[] }> => {
    const claimed = rows.slice(0, limit);
    if (claimed.length === 0) return { claimed: 0, left: [...rows] };
    const verdicts = await publish(claimed);
    outbox.aside.push(...verdicts.filter(({ verdict }) => verdict !== 'confirmed'));
    const settled = new Set(verdicts.map(({ rowId }) => rowId));
    return { claimed: claimed.length, left: rows.filter(({ rowId }) => !settled.has(rowId)) };
  };
  const outbox: MemoryOutbox = {
    jobs: [...(given.jobs ?? [])],
    events: [...(given.events ?? [])],
    aside: [],
    store: {
      async drainJobs(_queue, limit, publish) {
        const { claimed, left } = await drain(outbox.jobs, limit, publish);
        outbox.jobs = left;
        return claimed;
      },
      async drainEvents(limit, publish) {
        const { claimed, left } = await drain(outbox.events, limit, publish);
        outbox.events = left;
        return claimed;
      },
    },
  };
  return outbox;
};
