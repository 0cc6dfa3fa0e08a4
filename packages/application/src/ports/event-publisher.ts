import type { OutgoingEvent } from '@postroom/domain';

export type PublishOutcome =
  | { readonly outcome: 'confirmed' }
  | { readonly outcome: 'unroutable' }
  | { readonly outcome: 'refused'; readonly reason: string };

/** Tells other services. `confirmed` means durable and routed to somebody, nothing less. */
export interface EventPublisher {
  /** Answers in the order of `events`, within `deadlineMs`. Throws when the broker is away. */
  publish(events: readonly OutgoingEvent[], deadlineMs: number): Promise<readonly PublishOutcome[]>;
}
