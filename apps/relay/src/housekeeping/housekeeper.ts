import type { Chore } from './chore.ts';

export interface Housekeeper {
  /**
   * A portion of every chore. `busy` when one took all that it may and so has more to do. A chore
   * that fails does not keep the others from being done.
   * @throws AggregateError
   */
  runOnce(signal: AbortSignal): Promise<'busy' | 'idle'>;
}

/** Does chores one after the other, gently: nothing of this is urgent. */
export const createHousekeeper = ({
  chores,
  onDone,
}: {
  readonly chores: readonly Chore[];
  /** Told of each portion that took something. */
  onDone(chore: string, rows: number): void;
}): Housekeeper => ({
  async runOnce(signal) {
    const errors: unknown[] = [];
    let isMore = false;
    for (const { name, limit, runOnce } of chores) {
      if (signal.aborted) break;
      try {
        const rows = await runOnce();
        if (rows > 0) onDone(name, rows);
        isMore ||= rows >= limit;
      } catch (cause) {
        errors.push(new Error(`${name}: ${String(cause)}`, { cause }));
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, errors.map(String).join('; '));
    return isMore ? 'busy' : 'idle';
  },
});
