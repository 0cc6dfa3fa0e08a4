import type {
  Attempt,
  Notification,
  Reason,
  RetryPolicy,
  Settlement,
  TypeCatalogue,
} from '@postroom/domain';
import type { Now, Random } from '../ports/clock.ts';
import type { Claim, Job, Lease, Loaded, TimelineLine } from '../ports/delivery-store.ts';
import type { EmailMessage, EmailProvider } from '../ports/email-provider.ts';
import type { Render, Rendered } from '../ports/renderer.ts';
import type { ProviderGate } from './provider-gate.ts';

/** What delivering one notification needs of the world. Calls of concurrent jobs are merged behind these functions. */
export interface DeliverContext {
  load(job: Job): Promise<Loaded | undefined>;
  claim(claim: Claim): Promise<Notification | undefined>;
  settle(settlement: Settlement): Promise<boolean>;
  extend(lease: Lease): Promise<boolean>;
  note(line: TimelineLine): Promise<void>;
  readonly render: Render;
  compose(notification: Notification, rendered: Rendered): EmailMessage;
  /** In the order of trial; at least one. */
  readonly providers: readonly EmailProvider[];
  /** Whether a provider may be used now; the test provider always may. */
  readonly gate: ProviderGate;
  /** Takes what test keys hand in; nothing leaves. */
  readonly testProvider: EmailProvider;
  readonly catalogue: TypeCatalogue;
  readonly policy: RetryPolicy;
  isEssential(type: string): boolean;
  /** Names this process in the rows it holds. */
  readonly worker: string;
  /** Milliseconds until others may think this worker dead; 20,000. Longer means slower recovery. */
  readonly leaseMs: number;
  /** Waits until a provider can take one more mail now; the answer ends the turn, the first time it is called. */
  takeTurn(): Promise<() => void>;
  /** Milliseconds after which a provider's silence counts as ambiguous; 60,000. */
  readonly sendTimeoutMs: number;
  readonly now: Now;
  readonly random: Random;
  /** Calls `beat` every few seconds until the returned function is called. */
  heartbeat(beat: () => void): () => void;
  /** Waits before an outcome is written again, because the store was away. */
  pause(ms: number): Promise<void>;
  readonly observe: DeliveryObserver;
}

/** Who counts and logs. */
export interface DeliveryObserver {
  attempted(notification: Notification, attempt: Attempt): void;
  settled(notification: Notification, settlement: Settlement): void;
  /** No provider takes it now; it comes again later. */
  postponed(notification: Notification, reason: Reason): void;
  /** A settlement that its guard refused: somebody else took over in between. */
  fenced(notification: Notification, settlement: Settlement): void;
}
