import { describe, expect, it } from 'vitest';
import { declarationOf } from '../testing/sample-types.ts';
import { now } from '../testing/samples.ts';
import { draft } from './draft.ts';
import { idempotencyKeyOf } from './notification.ts';
import type { SendRequest } from './request.ts';

const declaration = declarationOf({ type: 'welcome', ttlSeconds: 60 });
const inAnHour = new Date(now.getTime() + 3_600_000);

const draftFrom = (request: Partial<SendRequest>, occurredAt: Date | null = null) =>
  draft(
    {
      type: 'welcome',
      template: 'welcome',
      html: null,
      variables: {},
      recipientEmail: null,
      userId: 'ada',
      subject: null,
      locale: null,
      sendAt: null,
      expiresAt: null,
      tags: {},
      replyTo: null,
      ...request,
    },
    {
      id: 'n-1',
      now,
      origin: { source: 'shop', test: false, correlationId: 'c-1', traceparent: null, occurredAt },
      declaration,
      sensitive: ['link'],
      recipientEmail: 'ada@example.com',
      userId: 'ada',
    },
  );

describe('a draft', () => {
  it('goes at once, for as long as the type says from when the database takes it', () => {
    expect(draftFrom({})).toMatchObject({
      status: 'queued',
      sendAt: null,
      expiresAt: null,
      ttlSeconds: 60,
      recipientEmail: 'ada@example.com',
      sensitive: ['link'],
    });
  });

  it('waits for a later moment and lives from there', () => {
    expect(draftFrom({ sendAt: inAnHour })).toMatchObject({
      status: 'scheduled',
      sendAt: inAnHour,
      expiresAt: new Date(inAnHour.getTime() + 60_000),
    });
  });

  it.each([now, new Date(0)])('takes a moment that has passed for now: %s', (sendAt) => {
    expect(draftFrom({ sendAt })).toMatchObject({
      status: 'queued',
      sendAt: null,
      expiresAt: null,
    });
  });

  it('lives from when its cause happened, else as long as the caller says', () => {
    const occurredAt = new Date(now.getTime() - 30_000);
    const expected = new Date(occurredAt.getTime() + 60_000);
    expect(draftFrom({}, occurredAt).expiresAt).toEqual(expected);
    expect(draftFrom({ expiresAt: inAnHour }, occurredAt).expiresAt).toEqual(inAnHour);
  });
});

describe('the idempotency key', () => {
  it('is one for each redrive', () => {
    expect(idempotencyKeyOf({ id: 'n-1', redrive: 0 })).toBe('n-1.0');
    expect(idempotencyKeyOf({ id: 'n-1', redrive: 2 })).toBe('n-1.2');
  });
});
