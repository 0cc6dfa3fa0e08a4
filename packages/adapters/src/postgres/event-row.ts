import type { OutgoingEvent } from '@postroom/domain';

/** An event as the outbox keeps it: `occurredAt` is a text. */
export type StoredEvent = Omit<OutgoingEvent, 'occurredAt'> & { readonly occurredAt: string };

export const storedEvent = (event: OutgoingEvent): StoredEvent => ({
  ...event,
  occurredAt: event.occurredAt.toISOString(),
});

export const eventOf = (stored: StoredEvent): OutgoingEvent => ({
  ...stored,
  occurredAt: new Date(stored.occurredAt),
});
