export type { Verdict } from '@postroom/application';

/** Travels through BullMQ's failure path to the back-off strategy, which reads the delay from it. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
  readonly delayMs: number;

  constructor(message: string, delayMs: number) {
    super(message);
    this.delayMs = delayMs;
  }
}
