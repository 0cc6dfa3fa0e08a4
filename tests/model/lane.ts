import type { Job, Verdict } from '@postroom/application';
import type { Life } from './life.ts';

/** A job in the queue: it waits until it is due, is with a worker, or is kept as failed. */
interface Held {
  readonly job: Job;
  dueAtMs: number;
  holder: Life | null;
  isFailed: boolean;
  /** Runs that ended by the death of their process. */
  deaths: number;
}

/**
 * The queue store, as far as one lane needs it. Like the real one it leaves an id alone that it has
 * in any state, forgets what is completed, keeps what failed, and may lose anything.
 */
export interface Lane {
  /** Null when it has lost everything and was not marked since. */
  generation: string | null;
  add(jobs: readonly Job[]): void;
  isLive(job: Job): boolean;
  /** Jobs that a worker could take now. */
  readonly takeable: number;
  take(life: Life, choice: number): { readonly job: Job; readonly deaths: number } | undefined;
  /** Ignored from whoever does not hold the job any more. */
  obey(life: Life, job: Job, verdict: Verdict): void;
  /** What a worker that stands still held comes to others. */
  unlock(life: Life): void;
  /** What a dead worker held comes to others. */
  bury(life: Life): void;
  /** A live worker's job comes to others too, as when its lock is lost. */
  deliverTwice(choice: number): string | undefined;
  readonly jobs: number;
  loseOne(choice: number): string | undefined;
  loseAll(): void;
  /** The queue itself gives a job up, unrun, and keeps it, as for one that stalls too often. */
  failOne(choice: number): string | undefined;
  /** Whether a job was ever added, whatever became of it. */
  hasSeen(job: Job): boolean;
}

export const createLane = (now: () => Date): Lane => {
  const held = new Map<string, Held>();
  const seen = new Set<string>();
  const nameOf = ({ id, dispatch }: Job): string => `${id}.${dispatch}`;
  const nowMs = () => now().getTime();
  const waiting = () =>
    [...held.values()].filter((e) => !e.isFailed && e.holder === null && e.dueAtMs <= nowMs());
  const any = (choice: number) => [...held.keys()][choice % Math.max(1, held.size)];
  const heldBy = (life: Life) => [...held.values()].filter(({ holder }) => holder === life);
  const withdraw = (entry: Held): void => {
    entry.holder = null;
    entry.dueAtMs = nowMs();
  };

  const lane: Lane = {
    generation: 'g',
    add(jobs) {
      for (const job of jobs) {
        seen.add(nameOf(job));
        if (held.has(nameOf(job))) continue;
        const { id, dispatch } = job;
        const fresh = { dueAtMs: nowMs(), holder: null, isFailed: false, deaths: 0 };
        held.set(nameOf(job), { job: { id, dispatch }, ...fresh });
      }
    },
    isLive(job) {
      return held.get(nameOf(job))?.isFailed === false;
    },
    get takeable() {
      return waiting().length;
    },
    take(life, choice) {
      const due = waiting();
      const entry = due[choice % Math.max(1, due.length)];
      if (!entry) return undefined;
      entry.holder = life;
      return { job: entry.job, deaths: entry.deaths };
    },
    obey(life, job, verdict) {
      const entry = held.get(nameOf(job));
      if (!entry || entry.holder !== life) return;
      entry.holder = null;
      if (verdict.verdict === 'done') held.delete(nameOf(job));
      else if (verdict.verdict === 'give_up') entry.isFailed = true;
      else entry.dueAtMs = nowMs() + verdict.delayMs;
    },
    unlock(life) {
      for (const entry of heldBy(life)) withdraw(entry);
    },
    bury(life) {
      for (const entry of heldBy(life)) {
        withdraw(entry);
        entry.deaths += 1;
      }
    },
    deliverTwice(choice) {
      const active = [...held.values()].filter(({ holder }) => holder !== null);
      const entry = active[choice % Math.max(1, active.length)];
      if (entry) withdraw(entry);
      return entry && nameOf(entry.job);
    },
    get jobs() {
      return held.size;
    },
    failOne(choice) {
      const name = any(choice);
      const entry = held.get(name ?? '');
      if (entry) Object.assign(entry, { isFailed: true, holder: null });
      return name;
    },
    hasSeen: (job) => seen.has(nameOf(job)),
    loseOne(choice) {
      const name = any(choice);
      if (name !== undefined) held.delete(name);
      return name;
    },
    loseAll() {
      held.clear();
      lane.generation = null;
    },
  };
  return lane;
};
