import { type DeliveryStore, deliver, type JobQueue } from '@postroom/application';
import { type MemoryWorld, workerOver } from '@postroom/application/testing';
import { defaultRetryPolicy } from '@postroom/domain';
import { createReconciler, pumpJobs } from '@postroom/relay/testing';
import { catalogue } from './kinds.ts';
import type { Lane } from './lane.ts';
import type { Life } from './life.ts';
import { memoryReconcileStore } from './memory-reconcile-store.ts';
import { memoryRelayStore, type RowLocks } from './memory-relay-store.ts';
import type { Embody } from './process.ts';
import type { Post } from './provider.ts';
import type { Witness } from './witness.ts';

/** What the processes share. */
export interface Parts {
  readonly world: MemoryWorld;
  readonly lane: Lane;
  readonly locks: RowLocks;
  readonly posts: readonly Post[];
  readonly witness: Witness;
}

export const workerOf =
  ({ world, lane, posts, witness }: Parts): Embody =>
  (life) => {
    const store = gated(witnessed(world, witness), life, witness);
    const over = workerOver(store, [...posts.map((post) => post.seenBy(life))], world.now);
    const context: Parameters<typeof deliver>[2] = {
      ...over,
      async claim(claim) {
        const granted = await over.claim(claim);
        if (granted) witness.granted(granted, claim.claim);
        return granted;
      },
      catalogue,
      observe: {
        ...over.observe,
        attempted(n, { outcome }) {
          if (outcome === 'ambiguous') witness.doubted(n);
        },
      },
    };
    return async (choice) => {
      const taken = lane.take(life, choice);
      if (!taken) return;
      const { job, deaths } = taken;
      const verdict = await deliver(job, deaths, context);
      await life.pass(`tells the queue: ${verdict.verdict}`);
      lane.obey(life, job, verdict);
    };
  };

export const relayOf =
  ({ world, lane, locks }: Parts): Embody =>
  (life) => {
    const relayStore = memoryRelayStore(world, locks, life);
    const store = { ...relayStore, drainEvents: async () => 0 };
    const queue = laneSeenBy(life, lane);
    const never = { faultOf: () => undefined, onQuarantined: () => undefined };
    return async () => void (await pumpJobs({ store, queue, highWater: 1_000, ...never }));
  };

export const reconcilerOf =
  ({ world, lane, witness }: Parts): Embody =>
  (life) => {
    const store = memoryReconcileStore(world);
    const reconciler = createReconciler({
      store: {
        ...gated(store, life, witness),
        async takeExpired(options) {
          await life.pass('takes over what lapsed');
          const taken = await store.takeExpired(options);
          for (const n of taken) witness.doubted(n);
          return taken;
        },
      },
      deliveryStore: gated(witnessed(world, witness), life, witness),
      queueStore: {
        generation: async () => lane.generation,
        async mark(generation) {
          await life.pass('marks the queue');
          lane.generation = generation;
        },
        isLanePaused: async () => false,
        pauseLane: async () => undefined,
        resumeLane: async () => undefined,
      },
      queueOf: (queue) => ({ ...laneSeenBy(life, lane), queue }),
      pausedLanes: async () => new Set(),
      catalogue,
      policy: defaultRetryPolicy,
      worker: 'reconciler',
      now: world.now,
      random: () => 0,
      newId: () => 'g',
      onReconciled: () => undefined,
      onSettled: () => undefined,
    });
    return () => reconciler.runOnce(new AbortController().signal);
  };

const laneSeenBy = (life: Life, lane: Lane): JobQueue => ({
  queue: 'standard',
  waiting: async () => lane.takeable,
  async add(jobs) {
    await life.pass(`adds ${jobs.map(({ id, dispatch }) => `${id}.${dispatch}`).join(', ')}`);
    lane.add(jobs);
  },
  async areLive(jobs) {
    await life.pass('asks for jobs');
    return jobs.map(lane.isLive);
  },
});

/** Each outcome is compared with what stood there the moment before. */
const witnessed = ({ deliveryStore, state }: MemoryWorld, { settled }: Witness): DeliveryStore => ({
  ...deliveryStore,
  settle(settlements) {
    const before = settlements.map(({ id }) => state().notifications.get(id));
    const answer = deliveryStore.settle(settlements);
    for (const [i, settlement] of settlements.entries()) settled(before[i], settlement);
    return answer;
  },
});

/** A store every call of which waits for its turn, and is looked at after it. */
const gated = <Store extends object>(store: Store, life: Life, { look }: Witness): Store => {
  const wrapped = Object.entries(store).map(([name, call]) => [
    name,
    async (...given: readonly unknown[]) => {
      await life.pass(name);
      const answer = call(...given);
      look();
      return answer;
    },
  ]);
  return Object.fromEntries(wrapped) as Store; // the same functions under the same names
};
