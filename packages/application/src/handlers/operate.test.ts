import type { Notification } from '@postroom/domain';
import { describe, expect, it } from 'vitest';
import { originOf, submissionOf } from '../testing/builders.ts';
import { type BusWorld, busWorld } from '../testing/bus-world.ts';

const by = 'eve';

/** A notification of `shop`, in the state that the test is about. */
const accepted = async (postroom: BusWorld, given: Partial<Notification> = {}) => {
  await postroom.accept([submissionOf({ origin: originOf({ source: 'shop' }) })]);
  const [id = ''] = [...postroom.world.state().notifications.keys()].slice(-1);
  const n = postroom.world.state().notifications.get(id);
  if (!n) throw new Error('it was accepted above');
  postroom.world.state().notifications.set(id, { ...n, ...given });
  return { notificationId: id, source: 'shop', by };
};

const stored = (postroom: BusWorld, { notificationId }: { notificationId: string }) =>
  postroom.world.state().notifications.get(notificationId);

describe('an operation', () => {
  it.each([
    { type: 'cancel' } as const,
    { type: 'send-again' } as const,
    { type: 'resolve', to: 'sent' } as const,
  ])(
    "finds neither another source's notification nor one that is not there: $type",
    async (what) => {
      const postroom = busWorld();
      const of = await accepted(postroom, {
        status: what.type === 'cancel' ? 'queued' : 'unknown',
      });
      const notFound = expect.objectContaining({ code: 'not_found' });

      await expect(postroom.bus.handle({ ...of, ...what, source: 'users' })).rejects.toEqual(
        notFound,
      );
      await expect(
        postroom.bus.handle({ ...of, ...what, notificationId: postroom.world.newId() }),
      ).rejects.toEqual(notFound);
      await expect(postroom.bus.handle({ ...of, ...what, source: null })).resolves.toBeDefined();
    },
  );
});

describe('cancel', () => {
  it('ends a waiting notification and tells of it', async () => {
    const postroom = busWorld();
    const of = await accepted(postroom);

    const answer = await postroom.bus.handle({ type: 'cancel', ...of });

    expect(answer).toMatchObject({ status: 'cancelled', reason: { detail: 'cancelled by eve' } });
    expect(stored(postroom, of)?.status).toBe('cancelled');
    expect(postroom.outbox().slice(1)).toMatchObject([
      { destination: 'exchange', event: { eventType: 'notification.cancelled' } },
    ]);
  });

  it('is refused after the hand-off and changes nothing', async () => {
    const postroom = busWorld();
    const of = await accepted(postroom, { status: 'sending' });
    await expect(postroom.bus.handle({ type: 'cancel', ...of })).rejects.toMatchObject({
      code: 'not_cancellable',
    });
    expect(stored(postroom, of)?.status).toBe('sending');
    expect(postroom.outbox()).toHaveLength(1);
  });
});

describe('send-again', () => {
  it.each([
    ['failed', 1],
    ['expired', 1],
    ['unknown', 0],
  ] as const)('of a %s one is redrive %i under a new dispatch', async (status, redrive) => {
    const postroom = busWorld();
    const of = await accepted(postroom, { status, attempts: 4 });

    await postroom.bus.handle({ type: 'send-again', ...of });

    expect(stored(postroom, of)).toMatchObject({
      status: 'queued',
      redrive,
      dispatch: 2,
      attempts: 0,
    });
    expect(postroom.outbox().slice(1)).toEqual([
      {
        destination: 'standard',
        notificationId: of.notificationId,
        dispatch: 2,
        availableAt: null,
      },
    ]);
    const detail = await postroom.world.queries.notification(of.notificationId);
    expect(detail?.timeline.at(-1)).toMatchObject({ event: 'sent again' });
  });

  it('of a waiting one is a new dispatch of the same redrive', async () => {
    const postroom = busWorld();
    const nextAttemptAt = new Date(postroom.world.now().getTime() + 60_000);
    const of = await accepted(postroom, { status: 'retry_wait', attempts: 2, nextAttemptAt });

    await postroom.bus.handle({ type: 'send-again', ...of });

    expect(stored(postroom, of)).toMatchObject({
      status: 'retry_wait',
      redrive: 0,
      dispatch: 2,
      attempts: 2,
      nextAttemptAt: null,
    });
    expect(postroom.outbox().slice(1)).toMatchObject([{ dispatch: 2, availableAt: null }]);
  });

  it.each(['sent', 'cancelled', 'suppressed', 'sending', 'scheduled'] as const)(
    'of a %s one is refused',
    async (status) => {
      const postroom = busWorld();
      const of = await accepted(postroom, { status });
      await expect(postroom.bus.handle({ type: 'send-again', ...of })).rejects.toMatchObject({
        code: 'not_retryable',
      });
      expect(postroom.outbox()).toHaveLength(1);
    },
  );

  it('is refused once secrets are erased', async () => {
    const postroom = busWorld();
    const of = await accepted(postroom, { status: 'failed', variablesErased: true });
    await expect(postroom.bus.handle({ type: 'send-again', ...of })).rejects.toMatchObject({
      code: 'variables_erased',
    });
  });
});

describe('resolve', () => {
  it.each(['sent', 'failed'] as const)('makes an unknown one %s and tells of it', async (to) => {
    const postroom = busWorld();
    const of = await accepted(postroom, { status: 'unknown' });

    await postroom.bus.handle({ type: 'resolve', to, ...of });

    expect(stored(postroom, of)?.status).toBe(to);
    expect(postroom.outbox().slice(1)).toMatchObject([
      { event: { eventType: `notification.${to}`, fields: { supersedes: 'unknown' } } },
    ]);
  });
});
