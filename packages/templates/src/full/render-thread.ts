import '../production.ts';

import { parentPort } from 'node:worker_threads';
import { inThisThread, type Task } from './task.ts';

/** What a thread answers: that it is there, and then one answer for each task, in order. */
export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly html: string; readonly text: string }
  | { readonly kind: 'fault'; readonly message: string };

const answer = (value: Answer): void => parentPort?.postMessage(value);

parentPort?.on('message', async (task: Task) => {
  try {
    const { html, text } = await inThisThread(task);
    answer({ kind: 'done', html, text });
  } catch (error) {
    answer({ kind: 'fault', message: error instanceof Error ? error.message : String(error) });
  }
});
answer({ kind: 'ready' });
