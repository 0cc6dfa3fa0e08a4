import type { Job } from '@postroom/application';
import type { QueueName } from '@postroom/domain';
import { type Job as BullJob, DelayedError, UnrecoverableError, WaitingError } from 'bullmq';
import { pauseBeforeRetry } from './backoff.ts';
import { within } from './deadline.ts';
import type { BullWorker, Engine } from './engine.ts';
import { parseJob } from './job.ts';
import { backoffType, workerOptions } from './options.ts';
import { RetryLater, type Verdict } from './verdict.ts';

export interface JobFacts {
  /** How often a worker fell silent over this job and it was given to another. */
  readonly stalledCount: number;
  /** What `noteAlone` kept last; 0 when it was never told anything. */
  readonly begunAlone: number;
  /** Keeps with the job how often it was begun with no other suspect beside it; a death leaves it. */
  noteAlone(times: number): Promise<void>;
}

export interface LaneWorkerOptions {
  /**
   * Works on one job. A throw means that the infrastructure failed: the job comes again, after half
   * a second at first and 30 seconds at last, for as long as it takes.
   */
  process(job: Job, facts: JobFacts): Promise<Verdict>;
  /** Jobs at a time. More of them take more of this process's memory and more connections. */
  readonly concurrency: number;
  /** Told of lost connections, and of throws with the job that they came from; must not throw. */
  onError(error: Error, job?: Job): void;
  /** Told of a job that goes back because the worker closes: its outcome no longer counts here. */
  onHandBack?(job: Job): void;
}

/**
 * Takes jobs from one lane.
 *
 *   running   takes jobs, `concurrency` at a time.
 *   paused    takes none, and finishes those it has; `resume` goes back to running.
 *   closing   entered by `close`: takes none, waits for those it has until the grace is over, and
 *             hands the rest back, so that another worker has them at once.
 *   closed
 */
export interface LaneWorker {
  readonly queue: QueueName;
  /** When a job was last taken or ended, else when the worker started. A watchdog compares it with what waits. */
  readonly lastProgressAt: Date;
  /** Jobs in hand. */
  readonly active: number;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Consumes anew, over new connections; jobs in hand go on, and their outcomes stand in Postgres. */
  restart(): Promise<void>;
  close(graceMs: number): Promise<void>;
}

interface InHand {
  readonly job: BullJob<Job, void, string>;
  readonly token: string;
  readonly known: Job;
}

/** A job that was taken in the moment of closing, or that must go, is given back before this. */
const closeDeadlineMs = 3_000;

export const startLaneWorker = (
  engine: Engine,
  queue: QueueName,
  { process, concurrency, onError, onHandBack }: LaneWorkerOptions,
): LaneWorker => {
  const inHand = new Set<InHand>();
  let lastProgressAt = new Date();
  let isClosing = false;

  const work = async (bullJob: BullJob<Job, void, string>, token = ''): Promise<void> => {
    if (isClosing) {
      await bullJob.moveToWait(token);
      throw new WaitingError();
    }
    lastProgressAt = new Date();
    const job = parsed(bullJob);
    const facts: JobFacts = {
      stalledCount: bullJob.stalledCounter,
      begunAlone: typeof bullJob.progress === 'number' ? bullJob.progress : 0,
      noteAlone: (times) => bullJob.updateProgress(times),
    };
    const working = attempt(
      () => process(job, facts),
      (error) => onError(error, job),
    );
    const entry: InHand = { job: bullJob, token, known: job };
    inHand.add(entry);
    try {
      await obey(await working, bullJob, token);
    } finally {
      inHand.delete(entry);
      lastProgressAt = new Date();
    }
  };

  const consume = (): BullWorker => {
    const made = engine.openWorker(queue, work, {
      ...workerOptions,
      concurrency,
      settings: {
        backoffStrategy: (failures, type, error) => {
          if (type !== backoffType) throw new Error(`unknown back-off ${String(type)}`);
          return pauseBeforeRetry(error, failures, Math.random());
        },
      },
    });
    made.on('error', onError);
    return made;
  };
  let worker = consume();

  const close = async (graceMs: number): Promise<void> => {
    // This way of pausing also ends the wait for the next job. A worker that only stops asking still
    // takes what it is already waiting for, first of all the job that it hands back.
    await within(worker.pause(), graceMs);
    isClosing = true;
    const left = [...inHand].filter((entry) => entry.token !== '');
    for (const { known } of left) onHandBack?.(known);
    const handedBack = left.map(({ job, token }) => job.moveToWait(token));
    await within(Promise.allSettled(handedBack), closeDeadlineMs);
    // Forced only when something was left: it would not wait for the last outcomes to be written.
    await within(worker.close(left.length > 0), closeDeadlineMs);
  };
  let closing: Promise<void> | undefined;

  return {
    queue,
    get lastProgressAt() {
      return lastProgressAt;
    },
    get active() {
      return inHand.size;
    },
    pause: () => worker.pause(true),
    resume: () => worker.resume(),
    async restart() {
      if (isClosing || closing) return;
      const old = worker;
      worker = consume();
      // Forced: one that is stuck would wait for what never comes.
      await within(old.close(true), closeDeadlineMs);
    },
    close(graceMs) {
      closing ??= close(graceMs);
      return closing;
    },
  };
};

const parsed = (bullJob: BullJob<Job, void, string>): Job => {
  try {
    return parseJob(bullJob.data);
  } catch (error) {
    throw new UnrecoverableError(error instanceof Error ? error.message : String(error));
  }
};

/** Reports what was thrown before BullMQ keeps its message with the job. */
const attempt = async (
  process: () => Promise<Verdict>,
  onError: (error: Error) => void,
): Promise<Verdict> => {
  try {
    return await process();
  } catch (error) {
    const known = error instanceof Error ? error : new Error(String(error));
    onError(known);
    throw new Error(`could not be worked on: ${known.name}`, { cause: known });
  }
};

/** Says a verdict in BullMQ's words: it returns for done, and throws for all others. */
const obey = async (
  verdict: Verdict,
  bullJob: BullJob<Job, void, string>,
  token: string,
): Promise<void> => {
  switch (verdict.verdict) {
    case 'done':
      return;
    case 'retry':
      throw new RetryLater(verdict.message, verdict.delayMs);
    case 'give_up':
      throw new UnrecoverableError(verdict.message);
    case 'snooze':
      await bullJob.moveToDelayed(Date.now() + verdict.delayMs, token);
      throw new DelayedError();
    default:
      throw new Error(`unknown verdict ${JSON.stringify(verdict satisfies never)}`);
  }
};
