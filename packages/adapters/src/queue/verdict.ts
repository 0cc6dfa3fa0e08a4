/** What a worker wants done with a job it had. */
export type Verdict =
  | { readonly verdict: 'done' }
  /** The attempt failed; the job comes again after the delay that was settled. */
  | { readonly verdict: 'retry'; readonly delayMs: number; readonly message: string }
  /** The notification ended badly; the job stays a day among the failed. */
  | { readonly verdict: 'give_up'; readonly message: string }
  /** It is not time yet, or somebody else has it; no attempt is counted. */
  | { readonly verdict: 'snooze'; readonly delayMs: number };

/** Travels through BullMQ's failure path to the back-off strategy, which reads the delay from it. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
  readonly delayMs: number;

  constructor(message: string, delayMs: number) {
    super(message);
    this.delayMs = delayMs;
  }
}
