import { defaultRetryPolicy, type Notification, type Settlement } from '@postroom/domain';
import type { DeliverContext, DeliveryObserver } from '../deliver/context.ts';
import { createProviderGate } from '../deliver/provider-gate.ts';
import type { Now } from '../ports/clock.ts';
import type { DeliveryStore, Job } from '../ports/delivery-store.ts';
import type { EmailMessage, EmailProvider } from '../ports/email-provider.ts';
import { sampleCatalogue } from './sample-types.ts';
import { accepted, scripted } from './scripted-provider.ts';

/** What `deliver` needs of the world, over any store: nothing waits, beats or is left to chance. */
export const workerOver = (
  store: DeliveryStore,
  providers: readonly EmailProvider[],
  now: Now,
): DeliverContext => ({
  ...onePerCall(store),
  render: async ({ variables }) => ({
    subject: 'Hello',
    html: `<p>${String(variables.name)}</p>`,
    text: String(variables.name),
    templateHash: 'h',
  }),
  compose: messageOf,
  providers,
  gate: createProviderGate({
    now,
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
  now,
  random: () => 0,
  heartbeat: () => () => undefined,
  pause: async () => undefined,
  observe: nobodyLooks,
});

export const nobodyLooks: DeliveryObserver = {
  attempted: () => undefined,
  settled: () => undefined,
  postponed: () => undefined,
  fenced: () => undefined,
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
