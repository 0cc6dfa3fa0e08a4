import { Worker } from 'node:worker_threads';
import type { Faces } from '../template.ts';
import type { Answer } from './render-thread.ts';
import { type FullRender, inThisThread, type Task } from './task.ts';

export interface RenderThreadsOptions {
  /** Threads at most, each begun when it is first needed; default 1. More render more at a time and take memory. */
  readonly size?: number;
  /** Milliseconds for one mail in a thread that has begun, default 10,000. A longer one blocks others longer before it is given up. */
  readonly longestMs?: number;
  /** Mails that wait for a thread, default 1,000. More than that are rendered in the caller's thread, which slows the taking of new ones. */
  readonly mostWaiting?: number;
  /** Milliseconds without a mail after which a thread ends and gives its memory back, default 10,000. */
  readonly idleMs?: number;
  /** What a thread runs; default the built file beside this one. */
  readonly entry?: URL;
  /** Options of node for the threads; default those of this process. */
  readonly execArgv?: readonly string[];
  /** Told of the first thread that could not be begun or ended by an error; of no other, since each mail may bring one. */
  readonly onBroken?: (error: unknown) => void;
}

export interface RenderThreads {
  readonly render: FullRender;
  /** Ends the threads that have nothing to do, for when the next mail for them is not expected soon. */
  rest(): void;
  /** Ends the threads; what waits is refused. */
  close(): Promise<void>;
}

/**
 * Threads that render mails which cannot be drawn from stretches, so that the event loop, which
 * holds leases and answers health checks, never waits for one.
 *
 * A job waits, then is with one thread, then is answered. A thread that dies with a job is replaced
 * and the job tried once more; if that one dies too, the job is refused, for it would kill a third.
 * Where no thread can be begun at all, the caller's thread renders.
 */
export const createRenderThreads = (options: RenderThreadsOptions = {}): RenderThreads => {
  const { size = 1, longestMs = 10_000, mostWaiting = 1_000, idleMs = 10_000 } = options;
  const waiting: Job[] = [];
  const threads = new Set<Thread>();
  let isClosed = false;
  let isBroken = false;

  const work = (): void => {
    while (waiting.length > 0) {
      const thread = [...threads].find(({ job }) => job === undefined) ?? begin();
      if (thread === undefined) return;
      const job = waiting.shift();
      if (job) give(thread, job);
    }
  };

  const broken = (error: unknown): void => {
    if (!isBroken) options.onBroken?.(error);
    isBroken = true;
  };

  const begin = (): Thread | undefined => {
    if (threads.size >= size) return undefined;
    const worker = new Worker(options.entry ?? new URL('./render-thread.js', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 512 },
      ...(options.execArgv === undefined ? {} : { execArgv: [...options.execArgv] }),
    });
    const thread: Thread = { worker, job: undefined, timer: undefined, isReady: false };
    threads.add(thread);
    worker.on('message', (answer: Answer) => {
      if (answer.kind === 'ready') ready(thread);
      else settle(thread, answer);
    });
    // An error is followed by the end of the thread, which is where it is dealt with.
    worker.on('error', broken);
    worker.on('exit', () => lost(thread));
    return thread;
  };

  const give = (thread: Thread, job: Job): void => {
    thread.job = job;
    thread.worker.ref();
    thread.worker.postMessage(job.task);
    if (thread.isReady) limit(thread, job);
    // Its end without having been ready brings the job back to this thread.
    else expire(thread, startMs, () => void thread.worker.terminate());
  };

  const ready = (thread: Thread): void => {
    thread.isReady = true;
    if (thread.job !== undefined) limit(thread, thread.job);
  };

  const limit = (thread: Thread, job: Job): void =>
    expire(thread, longestMs, () => {
      thread.job = undefined;
      job.reject(new Error(`it was not rendered within ${longestMs} ms`));
      void thread.worker.terminate();
    });

  const expire = (thread: Thread, ms: number, act: () => void): void => {
    clearTimeout(thread.timer);
    thread.timer = setTimeout(act, ms);
  };

  const take = (thread: Thread): Job | undefined => {
    const { job } = thread;
    clearTimeout(thread.timer);
    thread.job = undefined;
    // A thread that idles keeps no process alive.
    thread.worker.unref();
    return job;
  };

  const settle = (thread: Thread, answer: Exclude<Answer, { readonly kind: 'ready' }>): void => {
    const job = take(thread);
    if (answer.kind === 'done') job?.resolve({ html: answer.html, text: answer.text });
    else job?.reject(new Error(answer.message));
    work();
    if (thread.job !== undefined) return;
    expire(thread, idleMs, () => end(thread));
    thread.timer?.unref();
  };

  const end = (thread: Thread): void => {
    clearTimeout(thread.timer);
    threads.delete(thread);
    void thread.worker.terminate();
  };

  const lost = (thread: Thread): void => {
    threads.delete(thread);
    const job = take(thread);
    if (isClosed) job?.reject(closed());
    else if (job !== undefined) repeat(job, thread);
    work();
  };

  const repeat = (job: Job, thread: Thread): void => {
    if (!thread.isReady) inThisThread(job.task).then(job.resolve, job.reject);
    else if (job.hasKilled) job.reject(new Error('rendering it ended two threads'));
    else waiting.unshift({ ...job, hasKilled: true });
  };

  return {
    render: async (task) => {
      if (isClosed) throw closed();
      if (waiting.length >= mostWaiting) return inThisThread(task);
      return new Promise<Faces>((resolve, reject) => {
        waiting.push({ task, resolve, reject, hasKilled: false });
        work();
      });
    },
    rest: () => {
      for (const thread of threads) if (thread.job === undefined) end(thread);
    },
    close: async () => {
      isClosed = true;
      for (const job of waiting.splice(0)) job.reject(closed());
      await Promise.all([...threads].map(({ worker }) => worker.terminate()));
    },
  };
};

/** Milliseconds for a thread to begin, which loads all templates; on a busy machine seconds. */
const startMs = 60_000;

interface Job {
  readonly task: Task;
  readonly hasKilled: boolean;
  resolve(faces: Faces): void;
  reject(error: Error): void;
}

interface Thread {
  readonly worker: Worker;
  job: Job | undefined;
  timer: NodeJS.Timeout | undefined;
  isReady: boolean;
}

const closed = () => new Error('the threads that render are closed');
