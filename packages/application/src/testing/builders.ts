import type { Draft, Origin, SendRequest } from '@postroom/domain';
import type { Submission } from '../commands.ts';

/** Values in which a test only says what it is about; everything else is plain and valid. */

export const requestOf = (given: Partial<SendRequest> = {}): SendRequest => ({
  type: 'greeting',
  template: given.type ?? 'greeting',
  html: null,
  variables: { name: 'Ada' },
  recipientEmail: 'ada@example.com',
  userId: null,
  subject: null,
  locale: null,
  sendAt: null,
  expiresAt: null,
  tags: {},
  replyTo: null,
  ...given,
});

export const originOf = (given: Partial<Origin> = {}): Origin => ({
  source: 'shop',
  test: false,
  correlationId: 'c-1',
  traceparent: null,
  occurredAt: null,
  ...given,
});

export const submissionOf = (given: Partial<Submission> = {}): Submission => ({
  origin: originOf(),
  requests: [requestOf()],
  idempotency: null,
  inbox: null,
  newcomers: [],
  ...given,
});

export const draftOf = (given: Partial<Draft> & Pick<Draft, 'id'>): Draft => ({
  type: 'greeting',
  queue: 'standard',
  source: 'shop',
  userId: null,
  recipientEmail: 'ada@example.com',
  subject: null,
  template: 'greeting',
  html: null,
  variables: { name: 'Ada' },
  sensitive: [],
  locale: null,
  tags: {},
  replyTo: null,
  correlationId: 'c-1',
  traceparent: null,
  test: false,
  sendAt: null,
  status: 'queued',
  expiresAt: null,
  ttlSeconds: 3600,
  ...given,
});
