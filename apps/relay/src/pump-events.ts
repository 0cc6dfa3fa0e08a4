import { BrokerSilent } from '@postroom/adapters/amqp';
import type {
  DueEvent,
  EventPublisher,
  PublishOutcome,
  RelayStore,
  RowVerdict,
} from '@postroom/application';
import type { OutgoingEvent } from '@postroom/domain';
import type { Pace } from './pace.ts';
import { publishDeadlineMs } from './pump-jobs.ts';

export interface PumpEvents {
  readonly store: RelayStore;
  readonly pace: Pace;
  readonly publisher: EventPublisher;
  /** Whether the broker takes messages now. */
  isUp(): boolean;
  /** Why an event can never be published, whatever the broker does; undefined when it can. */
  faultOf(event: OutgoingEvent): string | undefined;
  /** Told what became of each event of a batch, in their order. */
  onPublished(events: readonly OutgoingEvent[], verdicts: readonly RowVerdict[]): void;
}

/**
 * One batch of due events goes to the exchange. Only what is confirmed and routed is deleted; what
 * is refused or unroutable waits with a back-off of its own, so that it holds up nothing behind it.
 */
export const pumpEvents = async (pump: PumpEvents): Promise<'busy' | 'idle'> => {
  const { store, pace, isUp } = pump;
  if (!isUp()) return 'idle';
  try {
    const claimed = await store.drainEvents(pace.limit, (events) => publish(events, pump));
    if (claimed > 0) pace.succeeded();
    return claimed > 0 ? 'busy' : 'idle';
  } catch (error) {
    if (error instanceof PublishFailed) {
      if (!(error.cause instanceof BrokerSilent)) pace.failed();
      throw error.cause;
    }
    throw error;
  }
};

/** Tells the broker's failures from the store's on the way out of the transaction. */
class PublishFailed extends Error {
  override readonly name = 'PublishFailed';
}

const publish = async (
  events: readonly DueEvent[],
  { pace, publisher, faultOf, onPublished }: PumpEvents,
): Promise<readonly RowVerdict[]> => {
  const verdicts = pace.isPoison
    ? events.map(
        ({ rowId }): RowVerdict => ({
          rowId,
          verdict: 'quarantined',
          reason: 'the broker fails whenever this event is published',
        }),
      )
    : await published(events, publisher, faultOf);
  onPublished(
    events.map(({ event }) => event),
    verdicts,
  );
  return verdicts;
};

const published = async (
  events: readonly DueEvent[],
  publisher: EventPublisher,
  faultOf: PumpEvents['faultOf'],
): Promise<readonly RowVerdict[]> => {
  const outcomes = await publisher
    .publish(
      events.map(({ event }) => event),
      publishDeadlineMs,
    )
    .catch((cause: unknown) => {
      throw new PublishFailed('the broker failed', { cause });
    });
  return events.map((due, index) => verdictOf(due, outcomes[index], faultOf));
};

const verdictOf = (
  { rowId, event }: DueEvent,
  outcome: PublishOutcome | undefined,
  faultOf: PumpEvents['faultOf'],
): RowVerdict => {
  switch (outcome?.outcome) {
    case 'confirmed':
      return { rowId, verdict: 'confirmed' };
    case 'unroutable':
      return { rowId, verdict: 'unroutable' };
    case 'refused': {
      const fault = faultOf(event);
      return fault === undefined
        ? { rowId, verdict: 'refused', reason: outcome.reason }
        : { rowId, verdict: 'quarantined', reason: fault };
    }
    default:
      return { rowId, verdict: 'refused', reason: 'the publisher did not answer for it' };
  }
};

/** Where there is no broker, events end in the timeline. */
export const endEvents = async (store: RelayStore, limit: number): Promise<'busy' | 'idle'> => {
  const claimed = await store.drainEvents(limit, async (events) =>
    events.map(({ rowId }): RowVerdict => ({ rowId, verdict: 'not_published' })),
  );
  return claimed > 0 ? 'busy' : 'idle';
};
