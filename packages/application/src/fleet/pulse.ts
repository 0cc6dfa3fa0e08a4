import type { QueueName } from '@postroom/domain';
import type { Look, ProcessRole, Sight } from './process.ts';
import { sinceWhen } from './since.ts';

/** What a process writes of itself. */
export interface Beat {
  readonly id: string;
  readonly role: ProcessRole;
  readonly lanes: readonly QueueName[];
  readonly sight: Sight;
}

/** Where processes write; the clock is the store's. */
export interface PulseStore {
  /** Returns the store's time. A beat after the end does not revive. */
  beat(beat: Beat): Promise<Date>;
  /** The process stops in good order. */
  end(id: string): Promise<void>;
  /** Drops what fell silent a day ago, but the last of each kind, which tells since when it is missed. */
  forget(): Promise<void>;
}

export interface Pulse {
  /** One look, written down. */
  runOnce(): Promise<void>;
  end(): Promise<void>;
}

/** Beats between two times of tidying up: an hour's, at one every five seconds. */
const beatsPerTidying = 720;

/** A process that tells of itself. */
export const createPulse = ({
  store,
  look,
  ...who
}: Omit<Beat, 'sight'> & {
  readonly store: PulseStore;
  look(): Promise<Look>;
}): Pulse => {
  let sight: Sight | undefined;
  let at: Date | undefined;
  let beats = 0;
  return {
    async runOnce() {
      const next = sinceWhen(sight, await look(), at?.toISOString());
      at = await store.beat({ ...who, sight: next });
      sight = next;
      if (beats % beatsPerTidying === 0) await store.forget();
      beats += 1;
    },
    end: () => store.end(who.id),
  };
};
