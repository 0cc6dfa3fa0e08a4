import type { TypeDeclaration } from '../type/declaration.ts';
import type { Notification } from './notification.ts';
import type { SendRequest } from './request.ts';

/** Who hands in, and how it is to be found again. */
export interface Origin {
  readonly source: string;
  readonly test: boolean;
  readonly correlationId: string;
  readonly traceparent: string | null;
  /** When the cause happened; the time to live runs from here. Null: from acceptance. */
  readonly occurredAt: Date | null;
}

/** A notification about to be accepted: what the database's clock adds is still missing. */
export type Draft = Pick<
  Notification,
  | 'id'
  | 'type'
  | 'queue'
  | 'source'
  | 'userId'
  | 'recipientEmail'
  | 'subject'
  | 'template'
  | 'html'
  | 'variables'
  | 'sensitive'
  | 'locale'
  | 'tags'
  | 'replyTo'
  | 'correlationId'
  | 'traceparent'
  | 'test'
  | 'sendAt'
> & {
  readonly status: 'scheduled' | 'queued';
  /** Null: the time to live counts from the moment the database accepts it. */
  readonly expiresAt: Date | null;
  readonly ttlSeconds: number;
};

/** Makes a checked request into a draft. `recipientEmail` and `userId` are what the preferences supplied. */
export const draft = (
  request: SendRequest,
  context: {
    readonly id: string;
    readonly now: Date;
    readonly origin: Origin;
    readonly declaration: TypeDeclaration;
    /** Of the template's variables. */
    readonly sensitive: readonly string[];
    readonly recipientEmail: string;
    readonly userId: string | null;
  },
): Draft => {
  const { origin, declaration } = context;
  const isLater = request.sendAt !== null && request.sendAt > context.now;
  return {
    id: context.id,
    type: declaration.type,
    queue: declaration.queue,
    status: isLater ? 'scheduled' : 'queued',
    source: origin.source,
    userId: context.userId,
    recipientEmail: context.recipientEmail,
    subject: request.subject,
    template: request.template,
    html: request.html,
    variables: request.variables,
    sensitive: context.sensitive,
    locale: request.locale,
    tags: request.tags,
    replyTo: request.replyTo,
    correlationId: origin.correlationId,
    traceparent: origin.traceparent,
    test: origin.test,
    sendAt: isLater ? request.sendAt : null,
    expiresAt:
      request.expiresAt ?? expiryFrom(isLater ? request.sendAt : origin.occurredAt, declaration),
    ttlSeconds: declaration.ttlSeconds,
  };
};

const expiryFrom = (start: Date | null, declaration: TypeDeclaration): Date | null =>
  start === null ? null : new Date(start.getTime() + declaration.ttlSeconds * 1000);
