import {
  type BrokerState,
  countDeadLetters,
  createEventPublisher,
  faultOfEvent,
  openBroker,
  settledState,
} from '@postroom/adapters/amqp';
import type { RelayStore } from '@postroom/application';
import { type Config, createFailPoints, type Log, type Stopper } from '@postroom/runtime';
import type { Observer } from './observe.ts';
import { createPace } from './pace.ts';
import { endEvents, pumpEvents } from './pump-events.ts';
import { batchSize } from './pump-jobs.ts';

export interface EventsOut {
  runOnce(): Promise<'busy' | 'idle'>;
  /** Rejects while RabbitMQ takes no messages; resolves where there is none to take them. */
  check(): Promise<void>;
  /** `off`: none is set. */
  state(): Promise<BrokerState | 'off'>;
  /** Undefined while nobody can tell. */
  deadLetters(): Promise<number | undefined>;
}

/** The way out for events: to RabbitMQ where there is one, else to the timeline. */
export const openEventsOut = ({
  config,
  store,
  observer,
  log,
  stopper,
  onUp,
}: {
  readonly config: Pick<Config, 'rabbitmq' | 'tls' | 'failPoints'>;
  readonly store: RelayStore;
  readonly observer: Observer;
  readonly log: Log;
  readonly stopper: Stopper;
  onUp(): void;
}): EventsOut => {
  const { url } = config.rabbitmq;
  if (url === undefined) {
    return {
      runOnce: () => endEvents(store, batchSize),
      check: async () => undefined,
      state: async () => 'off',
      deadLetters: async () => 0,
    };
  }
  const broker = openBroker({
    url,
    tls: config.tls,
    name: 'postroom-relay',
    onState(state, reason) {
      const level = state === 'up' ? 'info' : 'warn';
      log[level]({ event: 'rabbitmq.state', state, reason }, `RabbitMQ is ${state}`);
      if (state === 'up') onUp();
    },
  });
  stopper.add('rabbitmq', () => broker.close());
  const { around } = createFailPoints(config.failPoints);
  const publisher = createEventPublisher(broker);
  const pump = {
    store,
    pace: createPace(batchSize),
    publisher: { publish: around('relay.publish', publisher.publish) },
    isUp: () => broker.isUp(),
    faultOf: faultOfEvent,
    onPublished: observer.published,
  };
  return {
    runOnce: () => pumpEvents(pump),
    async check() {
      if (!broker.isUp()) throw new Error(`RabbitMQ is ${broker.state()}`);
    },
    state: () => settledState(broker),
    deadLetters: () => countDeadLetters(broker),
  };
};
