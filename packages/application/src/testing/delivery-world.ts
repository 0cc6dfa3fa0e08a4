import type { Draft, Notification, Outcome, Settlement } from '@postroom/domain';
import { defaultRetryPolicy } from '@postroom/domain';
import type { DeliverContext } from '../deliver/context.ts';
import { deliver } from '../deliver/deliver.ts';
import { createProviderGate } from '../deliver/provider-gate.ts';
import type { Verdict } from '../deliver/verdict.ts';
import type { DeliveryStore, Job } from '../ports/delivery-store.ts';
import type { EmailMessage, EmailProvider, SendOptions } from '../ports/email-provider.ts';
import { draftOf } from './builders.ts';
import { createMemoryWorld, type MemoryWorld } from './memory-world.ts';
import { sampleCatalogue } from './sample-types.ts';

export interface ScriptedProvider extends EmailProvider {
  /** What was handed to it, in order. */
  readonly handed: { readonly message: EmailMessage; readonly key: string }[];
}

/** A provider that answers with the given outcomes in turn, the last one for ever. */
export const scripted = (
  name: string,
  outcomes: readonly (Outcome | ((options: SendOptions) => Promise<Outcome>))[],
): ScriptedProvider => {
  const handed: { message: EmailMessage; key: string }[] = [];
  return {
    name,
    knowsKeys: name === 'resend',
    handed,
    async send(message, options) {
      const outcome = outcomes[Math.min(handed.length, outcomes.length - 1)];
      handed.push({ message, key: options.idempotencyKey });
      if (!outcome) throw new Error(`${name} was not expected to be asked`);
      return typeof outcome === 'function' ? outcome(options) : outcome;
    },
    async close() {},
  };
};

export const accepted: Outcome = { outcome: 'accepted', providerId: 'p-1' };
export const ambiguous: Outcome = { outcome: 'ambiguous', code: 'silence', detail: 'no answer' };
export const rejected = (
  kind: 'permanent' | 'transient' | 'throttled' | 'unreachable',
  code = kind === 'permanent' ? '550' : '451',
): Outcome => ({ outcome: 'rejected', kind, code, detail: `it said ${code}` });

export interface DeliveryWorld {
  readonly world: MemoryWorld;
  /** What `deliver` was given; tests replace what they are about. */
  readonly context: DeliverContext;
  /** Milliseconds of each pause that was asked for. */
  readonly pauses: readonly number[];
  readonly fenced: readonly Settlement[];
  /** Heartbeats that are under way. */
  readonly hearts: ReadonlySet<() => void>;
  /** Accepts a `greeting` for Ada and returns its job. */
  accept(given?: Partial<Draft>): Promise<Job>;
  deliver(job: Job, given?: Partial<DeliverContext>): Promise<Verdict>;
  stored(job: Job): Notification;
  /** Types of the events in the outbox, in order. */
  events(): readonly string[];
}

/** One worker over the world in memory, with time, chance and pauses in the hands of the test. */
export const deliveryWorld = (
  providers: readonly EmailProvider[],
  given: Partial<DeliverContext> = {},
): DeliveryWorld => {
  const world = createMemoryWorld({ catalogue: sampleCatalogue });
  const pauses: number[] = [];
  const fenced: Settlement[] = [];
  const hearts = new Set<() => void>();
  const context: DeliverContext = {
    ...onePerCall(world.deliveryStore),
    render: async ({ variables }) => ({
      subject: 'Hello',
      html: `<p>${String(variables.name)}</p>`,
      text: String(variables.name),
      templateHash: 'h',
    }),
    compose: messageOf,
    providers,
    gate: createProviderGate({
      now: world.now,
      random: () => 0,
      paceOf: () => undefined,
      share: () => undefined,
      onState: () => undefined,
    }),
    testProvider: scripted('test', [accepted]),
    catalogue: sampleCatalogue,
    policy: defaultRetryPolicy,
    isEssential: () => false,
    worker: 'w-1',
    leaseMs: 20_000,
    takeTurn: async () => () => undefined,
    sendTimeoutMs: 60_000,
    now: world.now,
    random: () => 0,
    heartbeat(beat) {
      hearts.add(beat);
      return () => hearts.delete(beat);
    },
    async pause(ms) {
      pauses.push(ms);
    },
    observe: {
      attempted: () => undefined,
      settled: () => undefined,
      postponed: () => undefined,
      fenced: (_, settlement) => void fenced.push(settlement),
    },
    ...given,
  };
  return {
    world,
    context,
    pauses,
    fenced,
    hearts,
    async accept(draft = {}) {
      const id = world.newId();
      await world.unitOfWork.transact((tx) => tx.notifications.add([draftOf({ id, ...draft })]));
      return { id, dispatch: 1 };
    },
    deliver: (job, over = {}) => deliver(job, 0, { ...context, ...over }),
    stored({ id }) {
      const found = world.state().notifications.get(id);
      if (!found) throw new Error(`notification ${id} is not there`);
      return found;
    },
    events: () =>
      world
        .state()
        .outbox.flatMap((row) => (row.destination === 'exchange' ? [row.event.eventType] : [])),
  };
};

const messageOf = (n: Notification, rendered: { html: string; text: string }): EmailMessage => ({
  from: 'postroom@example.com',
  to: n.recipientEmail,
  replyTo: n.replyTo,
  subject: 'Hello',
  html: rendered.html,
  text: rendered.text,
  messageId: `${n.id}.${n.redrive}@example.com`,
  headers: {},
  tags: {},
});

/** A job's calls, not merged with anybody's. */
const onePerCall = (store: DeliveryStore) => ({
  load: async (job: Job) => (await store.load([job]))[0],
  claim: async (claim: Parameters<DeliverContext['claim']>[0]) => (await store.claim([claim]))[0],
  settle: async (settlement: Settlement) => (await store.settle([settlement]))[0] ?? false,
  extend: async (lease: Parameters<DeliverContext['extend']>[0]) =>
    (await store.extend([lease]))[0] ?? false,
  async note(line: Parameters<DeliverContext['note']>[0]) {
    await store.note([line]);
  },
});
