import type { Now } from '../ports/clock.ts';
import type { RecipientCount, RecipientCounts } from '../ports/unit-of-work.ts';
import type { MemoryState } from './memory-state.ts';

const hourMs = 3_600_000;

export const memoryRecipientCounts = (state: MemoryState, now: Now): RecipientCounts => ({
  async add(counts) {
    return counts.map((each) => {
      const at = now().getTime();
      const known = state.recipientCounts.get(nameOf(each));
      const hour = known && at - known.startedAt < hourMs ? known : { startedAt: at, accepted: 0 };
      const accepted = hour.accepted + each.count;
      state.recipientCounts.set(nameOf(each), { ...hour, accepted });
      return { before: hour.accepted, secondsLeft: (hour.startedAt + hourMs - at) / 1_000 };
    });
  },
  async takeBack(counts) {
    for (const each of counts) {
      const hour = state.recipientCounts.get(nameOf(each));
      if (!hour) throw new Error(`nothing was counted for ${each.address}`);
      const accepted = hour.accepted - each.count;
      state.recipientCounts.set(nameOf(each), { ...hour, accepted });
    }
  },
});

const nameOf = ({ address, type }: RecipientCount): string => JSON.stringify([address, type]);
