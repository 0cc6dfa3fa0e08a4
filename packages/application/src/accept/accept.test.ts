import type { DomainError } from '@postroom/domain';
import { describe, expect, it } from 'vitest';
import { originOf, requestOf, submissionOf } from '../testing/builders.ts';
import { busWorld, changing, codeOf } from '../testing/bus-world.ts';

const toUser = (userId: string) => requestOf({ userId, recipientEmail: null });

describe('accept', () => {
  it('answers each caller in order, with a job for every notification', async () => {
    const postroom = busWorld();

    const [first, second] = await postroom.accept([
      submissionOf({ requests: [requestOf(), requestOf({ type: 'offer' })] }),
      submissionOf({ origin: originOf({ source: 'users', correlationId: 'c-2' }) }),
    ]);

    const ids = postroom.notifications().map(({ id }) => id);
    const accepted = (id: string | undefined) => ({ notificationId: id, status: 'queued' });
    expect(first).toEqual({
      ok: true,
      value: { outcome: 'accepted', notifications: [accepted(ids[0]), accepted(ids[1])] },
    });
    expect(second).toEqual({
      ok: true,
      value: { outcome: 'accepted', notifications: [accepted(ids[2])] },
    });
    expect(postroom.outbox()).toEqual([
      { destination: 'standard', notificationId: ids[0], dispatch: 1, availableAt: null },
      { destination: 'bulk', notificationId: ids[1], dispatch: 1, availableAt: null },
      { destination: 'standard', notificationId: ids[2], dispatch: 1, availableAt: null },
    ]);
    expect(postroom.notifications()[2]).toMatchObject({ source: 'users', correlationId: 'c-2' });
  });

  it('takes a caller whole or not at all, and says where the fault is', async () => {
    const postroom = busWorld();
    const batch = submissionOf({ requests: [requestOf(), toUser('nobody'), requestOf()] });

    const [refused, alone, good] = await postroom.accept([
      batch,
      submissionOf({ requests: [toUser('nobody')] }),
      submissionOf(),
    ]);

    expect([codeOf(refused), codeOf(alone), codeOf(good)]).toEqual([
      'validation_failed',
      'validation_failed',
      'ok',
    ]);
    const pathsOf = (answer: typeof refused) =>
      answer?.ok === false ? (answer.error as DomainError).issues.map(({ path }) => path) : [];
    expect(pathsOf(refused)).toEqual([['notifications', 1, 'recipient_email']]);
    expect(pathsOf(alone)).toEqual([['recipient_email']]);
    expect(postroom.notifications()).toHaveLength(1);
    expect(postroom.outbox()).toHaveLength(1);
  });

  it("takes a user's address from their preferences", async () => {
    const postroom = busWorld();
    await postroom.createPreferences('ada', { email: 'Ada@Example.com' });

    await postroom.accept([submissionOf({ requests: [toUser('ada')] })]);

    expect(postroom.notifications()).toMatchObject([
      { userId: 'ada', recipientEmail: 'Ada@Example.com' },
    ]);
  });

  it('takes the user from an address that one user has, and nobody from one that two have', async () => {
    const postroom = busWorld();
    await postroom.createPreferences('ada', { email: 'Ada@Example.com' });
    await postroom.createPreferences('bob', { email: 'us@example.com' });
    await postroom.createPreferences('eve', { email: 'us@example.com' });

    await postroom.accept([
      submissionOf({
        requests: [
          requestOf({ recipientEmail: 'ada@EXAMPLE.com' }),
          requestOf({ recipientEmail: 'us@example.com' }),
          requestOf({ recipientEmail: 'ada@example.com', userId: 'zoe' }),
        ],
      }),
    ]);

    expect(postroom.notifications().map(({ userId }) => userId)).toEqual(['ada', null, 'zoe']);
  });

  it('schedules what is for later and makes its job due then', async () => {
    const postroom = busWorld();
    const sendAt = new Date(postroom.world.now().getTime() + 60_000);

    const [answer] = await postroom.accept([submissionOf({ requests: [requestOf({ sendAt })] })]);

    expect(answer).toMatchObject({ value: { notifications: [{ status: 'scheduled' }] } });
    expect(postroom.outbox()).toMatchObject([{ availableAt: sendAt, dispatch: 1 }]);
  });

  it('remembers which variables are secrets', async () => {
    const postroom = busWorld();
    const variables = { name: 'Ada', link: 'https://example.com/t0ken' };
    await postroom.accept([submissionOf({ requests: [requestOf({ type: 'secret', variables })] })]);
    expect(postroom.notifications()).toMatchObject([{ sensitive: ['link'], variables }]);
  });

  it('answers nobody when nobody asks', async () => {
    expect(await busWorld().accept([])).toEqual([]);
  });

  it('gives newcomers their defaults once, with one event, and leaves the others alone', async () => {
    const postroom = busWorld();
    await postroom.createPreferences('bob', { wishes: { greeting: false } });
    const newcomer = (userId: string) => ({ userId, email: `${userId}@example.com` });
    const registered = submissionOf({
      requests: [],
      newcomers: [newcomer('ada'), newcomer('bob')],
    });

    await postroom.accept([registered, registered]);
    await postroom.accept([registered]);

    const { preferences } = postroom.world.state();
    expect(preferences.get('ada')).toMatchObject({ version: 1, choices: {} });
    expect(preferences.get('bob')).toMatchObject({ choices: { greeting: { on: false } } });
    const events = postroom
      .outbox()
      .flatMap((row) => (row.destination === 'exchange' ? [row.event.eventId] : []));
    expect(events).toEqual(['bob.1.preferences_created', 'ada.1.preferences_created']);
  });

  it('locks in the order that all writers keep, each list sorted', async () => {
    const calls: [string, string[]][] = [];
    const postroom = busWorld(
      changing((tx) => ({
        ...tx,
        idempotency: {
          ...tx.idempotency,
          reserve(rows) {
            calls.push(['idempotency', rows.map(({ key }) => key)]);
            return tx.idempotency.reserve(rows);
          },
        },
        inbox: {
          add(entries) {
            calls.push(['inbox', entries.map(({ eventId }) => eventId)]);
            return tx.inbox.add(entries);
          },
        },
        preferences: {
          ...tx.preferences,
          add(rows) {
            calls.push(['preferences', rows.map(({ userId }) => userId)]);
            return tx.preferences.add(rows);
          },
        },
        notifications: {
          ...tx.notifications,
          add(drafts) {
            calls.push(['notifications', drafts.map(({ id }) => id)]);
            return tx.notifications.add(drafts);
          },
        },
        outbox: {
          add(rows) {
            calls.push(['outbox', []]);
            return tx.outbox.add(rows);
          },
        },
      })),
    );
    const keyed = (key: string) =>
      submissionOf({ idempotency: { principal: 'p', route: 'r', key, bodyHash: 'h' } });
    const message = (eventId: string) => submissionOf({ inbox: { source: 's', eventId } });
    const newcomer = (userId: string) => submissionOf({ newcomers: [{ userId, email: 'a@b.de' }] });

    await postroom.accept([
      newcomer('zoe'),
      message('e-9'),
      keyed('k-2'),
      message('e-1'),
      keyed('k-1'),
      newcomer('ada'),
    ]);

    expect(calls.map(([name]) => name)).toEqual([
      'idempotency',
      'inbox',
      'preferences',
      'notifications',
      'outbox',
    ]);
    for (const [, keys] of calls) expect(keys).toEqual([...keys].sort());
  });
});
