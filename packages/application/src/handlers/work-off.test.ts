import type { Notification, Status } from '@postroom/domain';
import { describe, expect, it } from 'vitest';
import type { Selection } from '../ports/operations.ts';
import { submissionOf } from '../testing/builders.ts';
import { type BusWorld, busWorld, changing } from '../testing/bus-world.ts';

/** Notifications that were accepted and stand where the test wants them. */
const standing = async (
  { accept, world }: BusWorld,
  statuses: readonly Status[],
  given: Partial<Notification> = {},
): Promise<readonly string[]> => {
  const receipts = await accept(statuses.map(() => submissionOf()));
  const ids = receipts.flatMap((each) =>
    each.ok ? each.value.notifications.map(({ notificationId }) => notificationId) : [],
  );
  const kept = world.state().notifications;
  for (const [i, id] of ids.entries()) {
    const n = kept.get(id);
    if (n) kept.set(id, { ...n, ...given, status: statuses[i] ?? n.status });
  }
  return ids;
};

const file = async (
  { bus, world }: BusWorld,
  kind: 'redrive' | 'cancel',
  selection: Selection,
): Promise<string> => {
  const { operationId } = await bus.handle({ type: 'file-operation', kind, selection, by: 'eve' });
  world.advance(1_000);
  return operationId;
};

const workOff = ({ bus }: BusWorld, limit = 10) => bus.handle({ type: 'work-off', limit });
const statusOf = ({ world }: BusWorld, id = '') => world.state().notifications.get(id)?.status;

describe('an operation on many', () => {
  it('sends each again under a new redrive and dispatch, and tells it in the timeline', async () => {
    const postroom = busWorld();
    const ids = await standing(postroom, ['failed', 'expired', 'sent', 'unknown']);
    await file(postroom, 'redrive', { statuses: ['failed', 'expired', 'unknown'] });

    const ended = await workOff(postroom);

    expect(ended).toMatchObject({ count: 3, done: 3, skipped: {}, endedAt: expect.any(Date) });
    expect(ids.map((id) => postroom.world.state().notifications.get(id))).toMatchObject([
      { status: 'queued', redrive: 1, dispatch: 2 },
      { status: 'queued', redrive: 1, dispatch: 2 },
      { status: 'sent', dispatch: 1 },
      { status: 'queued', redrive: 0, dispatch: 2 },
    ]);
    expect(postroom.outbox().slice(4)).toMatchObject([
      { destination: 'standard', notificationId: ids[0], dispatch: 2 },
      { destination: 'standard', notificationId: ids[1], dispatch: 2 },
      { destination: 'standard', notificationId: ids[3], dispatch: 2 },
    ]);
    const detail = await postroom.world.queries.notification(ids[0] ?? '');
    expect(detail?.timeline.at(-1)).toMatchObject({
      event: 'sent again',
      detail: 'handed to the queue again by eve',
    });
  });

  it('cancels what was not handed over, and tells of each', async () => {
    const postroom = busWorld();
    const ids = await standing(postroom, ['queued', 'scheduled', 'retry_wait', 'sending']);
    await file(postroom, 'cancel', { statuses: ['queued', 'scheduled', 'retry_wait'] });

    const ended = await workOff(postroom);

    expect(ended).toMatchObject({ done: 3 });
    expect(ids.map((id) => statusOf(postroom, id))).toEqual([
      ...['cancelled', 'cancelled', 'cancelled'],
      'sending',
    ]);
    const events = postroom.outbox().flatMap((row) => ('event' in row ? [row.event] : []));
    expect(events.map(({ eventType }) => eventType)).toEqual(
      Array.from({ length: 3 }, () => 'notification.cancelled'),
    );
  });

  it('counts what the rules forbid, by reason, and stops at none of it', async () => {
    const postroom = busWorld();
    await standing(postroom, ['failed', 'failed'], { variablesErased: true });
    const [fine] = await standing(postroom, ['failed']);
    await file(postroom, 'redrive', { statuses: ['failed'] });
    const [unsure] = await standing(postroom, ['retry_wait'], { maybeSent: true });

    const redriven = await workOff(postroom);
    await file(postroom, 'cancel', { statuses: ['retry_wait'] });
    const cancelled = await workOff(postroom);

    expect(redriven).toMatchObject({ count: 3, done: 1, skipped: { variables_erased: 2 } });
    expect(cancelled).toMatchObject({ count: 1, done: 0, skipped: { not_cancellable: 1 } });
    expect([statusOf(postroom, fine), statusOf(postroom, unsure)]).toEqual([
      'queued',
      'retry_wait',
    ]);
  });

  it('goes on in portions, and tells at the end what had changed before its turn', async () => {
    const postroom = busWorld();
    const ids = await standing(postroom, ['failed', 'failed', 'failed', 'failed', 'failed']);
    await file(postroom, 'redrive', { statuses: ['failed'] });

    const first = await workOff(postroom, 2);
    const last = { type: 'resolve', to: 'sent' } as const;
    const kept = postroom.world.state().notifications;
    const late = kept.get(ids[4] ?? '');
    if (late) kept.set(late.id, { ...late, status: 'unknown' });
    const command = { notificationId: ids[4] ?? '', source: null, by: 'bob' };
    await postroom.bus.handle({ ...last, ...command });
    const second = await workOff(postroom, 2);
    const third = await workOff(postroom, 2);

    expect(first).toMatchObject({ done: 2, cursor: ids[1], endedAt: null });
    expect(second).toMatchObject({ done: 4, cursor: ids[3], endedAt: null });
    expect(third).toMatchObject({ done: 4, skipped: { changed: 1 }, endedAt: expect.any(Date) });
    expect(await workOff(postroom)).toBeNull();
  });

  it('whose portion fails has done nothing of it, and goes on when it can', async () => {
    let isBroken = true;
    const postroom = busWorld(
      changing((tx) => ({
        ...tx,
        notifications: {
          ...tx.notifications,
          async note(lines) {
            if (isBroken) throw new Error('no');
            await tx.notifications.note(lines);
          },
        },
      })),
    );
    const [id] = await standing(postroom, ['failed']);
    await file(postroom, 'redrive', { statuses: ['failed'] });

    await expect(workOff(postroom)).rejects.toThrow('no');
    expect(statusOf(postroom, id)).toBe('failed');
    isBroken = false;

    expect(await workOff(postroom)).toMatchObject({ done: 1 });
    expect(statusOf(postroom, id)).toBe('queued');
  });

  it('is filed once for a key, whatever comes to its filter meanwhile', async () => {
    const postroom = busWorld();
    await standing(postroom, ['failed']);
    const idempotency = { principal: 'ops', route: 'r', key: 'k', bodyHash: 'h' };
    const selection: Selection = { statuses: ['failed'] };
    const ask = { type: 'file-operation', kind: 'redrive', selection, by: 'eve' } as const;

    const first = await postroom.bus.handle({ ...ask, idempotency });
    await standing(postroom, ['failed']);
    const again = await postroom.bus.handle({ ...ask, idempotency });

    expect(again).toEqual({ ...first, replayed: true });
    expect(postroom.world.state().operations.size).toBe(1);
  });
});
