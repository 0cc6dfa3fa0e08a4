import type { Outcome } from '@postroom/domain';
import type { Stretches } from './renderer.ts';

/** A mail ready to go, to one recipient. */
export interface EmailMessage {
  readonly from: string;
  readonly to: string;
  readonly replyTo: string | null;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** `html` and `text` once more, for providers that encode them themselves. */
  readonly stretches?: Stretches | undefined;
  /** Without angle brackets: `<notification id>.<redrive>@<domain of the sender>`. */
  readonly messageId: string;
  /** `X-Notification-ID`, `X-Correlation-ID`, `traceparent`, `List-Unsubscribe`. */
  readonly headers: { readonly [name: string]: string };
  /** For providers that keep tags with a message. */
  readonly tags: { readonly [name: string]: string };
}

export interface SendOptions {
  /** One effect per key, at providers that know such keys. */
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
}

/** Hands mail to somebody who delivers it. */
export interface EmailProvider {
  /** `smtp`, `resend`, `capture`: what attempts, metrics and events call it. */
  readonly name: string;
  /** Whether a second `send` under the same key has no effect, for a day. */
  readonly knowsKeys: boolean;
  /** Never throws for what the provider or the network did: that is what the outcome says. */
  send(message: EmailMessage, options: SendOptions): Promise<Outcome>;
  close(): Promise<void>;
}
