import type { EmailMessage, Rendered } from '@postroom/application';
import { idempotencyKeyOf, type Notification } from '@postroom/domain';
import { domainOf, mailboxOf, type Sender } from './mailbox.ts';

/** What a notification and its rendering need to become a mail. */
export interface Composition {
  readonly notification: Pick<
    Notification,
    'id' | 'redrive' | 'type' | 'recipientEmail' | 'replyTo' | 'correlationId' | 'traceparent'
  >;
  readonly rendered: Pick<Rendered, 'subject' | 'html' | 'text' | 'stretches'>;
  readonly sender: Sender;
  /** Where a POST unsubscribes this recipient (RFC 8058); null for mail nobody can opt out of. */
  readonly unsubscribeUrl: string | null;
}

/**
 * A rendered notification becomes the message that providers send. Equal arguments give equal
 * messages: a retry under the same idempotency key must not differ by a byte.
 */
export const composeMessage = (composition: Composition): EmailMessage => {
  const { notification: n, rendered, sender, unsubscribeUrl } = composition;
  return {
    from: mailboxOf(sender),
    to: n.recipientEmail,
    replyTo: n.replyTo,
    subject: rendered.subject,
    html: rendered.html,
    text: rendered.text,
    ...(rendered.stretches === undefined ? {} : { stretches: rendered.stretches }),
    messageId: `${idempotencyKeyOf(n)}@${domainOf(sender.address)}`,
    headers: {
      'X-Notification-ID': n.id,
      'X-Correlation-ID': n.correlationId,
      ...(n.traceparent === null ? {} : { traceparent: n.traceparent }),
      ...(unsubscribeUrl === null ? {} : unsubscribeHeaders(unsubscribeUrl)),
    },
    tags: {
      notification_id: n.id,
      notification_type: n.type,
      redrive: String(n.redrive),
    },
  };
};

/** One click, for the button that mail programs show: RFC 2369 and RFC 8058. */
const unsubscribeHeaders = (url: string): { readonly [name: string]: string } => ({
  'List-Unsubscribe': `<${url}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
});
