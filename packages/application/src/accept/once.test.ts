import { describe, expect, it } from 'vitest';
import type { Submission } from '../commands.ts';
import { requestOf, submissionOf } from '../testing/builders.ts';
import { busWorld, codeOf } from '../testing/bus-world.ts';

const keyed = (given: Partial<NonNullable<Submission['idempotency']>> = {}): Submission =>
  submissionOf({
    idempotency: { principal: 'shop', route: 'send', key: 'k-1', bodyHash: 'one', ...given },
  });

const message = (eventId: string, source = 'users') => submissionOf({ inbox: { source, eventId } });

describe('an idempotency key', () => {
  it('in one merge lets the first in and answers the others with its answer', async () => {
    const postroom = busWorld();

    const answers = await postroom.accept([keyed(), keyed(), keyed()]);

    const [{ id } = { id: '' }] = postroom.notifications();
    const notifications = [{ notificationId: id, status: 'queued' }];
    expect(answers).toEqual([
      { ok: true, value: { outcome: 'accepted', notifications } },
      { ok: true, value: { outcome: 'replayed', notifications } },
      { ok: true, value: { outcome: 'replayed', notifications } },
    ]);
    expect(postroom.notifications()).toHaveLength(1);
  });

  it('in later calls is answered with what was stored, and nothing is done', async () => {
    const postroom = busWorld();
    const [first] = await postroom.accept([keyed()]);

    const [again] = await postroom.accept([keyed()]);

    expect(again).toMatchObject({ ok: true, value: { outcome: 'replayed' } });
    expect(again?.ok && again.value.notifications).toEqual(first?.ok && first.value.notifications);
    expect(postroom.notifications()).toHaveLength(1);
    expect(postroom.outbox()).toHaveLength(1);
  });

  it('is refused with another body, in the same merge and in a later call', async () => {
    const postroom = busWorld();

    const merged = await postroom.accept([keyed(), keyed({ bodyHash: 'two' }), keyed()]);
    const later = await postroom.accept([keyed({ bodyHash: 'two' }), keyed()]);

    expect(merged.map(codeOf)).toEqual(['ok', 'idempotency_key_reused', 'ok']);
    expect(later.map(codeOf)).toEqual(['idempotency_key_reused', 'ok']);
    expect(later[1]).toMatchObject({ value: { outcome: 'replayed' } });
    expect(postroom.notifications()).toHaveLength(1);
  });

  it.each([
    ['principal', { principal: 'users' }],
    ['route', { route: 'batch' }],
    ['key', { key: 'k-2' }],
  ])('does not meet the key of another %s', async (_, given) => {
    const postroom = busWorld();
    const answers = [
      ...(await postroom.accept([keyed(), keyed(given)])),
      ...(await postroom.accept([keyed({ ...given, key: 'k-3' })])),
    ];
    expect(answers.map((each) => each.ok && each.value.outcome)).toEqual(Array(3).fill('accepted'));
    expect(postroom.notifications()).toHaveLength(3);
  });

  it('of a refused caller is not kept', async () => {
    const postroom = busWorld();
    const request = requestOf({ userId: 'ada', recipientEmail: null });

    const [refused] = await postroom.accept([{ ...keyed(), requests: [request] }]);
    await postroom.createPreferences('ada');
    const [again] = await postroom.accept([{ ...keyed(), requests: [request] }]);

    expect([codeOf(refused), codeOf(again)]).toEqual(['validation_failed', 'ok']);
    expect(again).toMatchObject({ value: { outcome: 'accepted' } });
  });

  it('of a refused caller does not refuse another body that came at the same moment', async () => {
    const postroom = busWorld();
    const bad = { ...keyed(), requests: [requestOf({ userId: 'ada', recipientEmail: null })] };

    const answers = await postroom.accept([
      bad,
      keyed({ bodyHash: 'two' }),
      bad,
      keyed({ bodyHash: 'three' }),
    ]);

    expect(answers.map(codeOf)).toEqual([
      'validation_failed',
      'ok',
      'validation_failed',
      'idempotency_key_reused',
    ]);
    expect(postroom.notifications()).toHaveLength(1);
  });
});

describe('a message', () => {
  it('makes its notifications once, however often it comes', async () => {
    const postroom = busWorld();

    const first = await postroom.accept([message('e-1'), message('e-1'), message('e-2')]);
    const again = await postroom.accept([message('e-2'), message('e-1'), message('e-3')]);

    const outcomes = [...first, ...again].map((each) => each.ok && each.value.outcome);
    expect(outcomes).toEqual([
      'accepted',
      'duplicate',
      'accepted',
      'duplicate',
      'duplicate',
      'accepted',
    ]);
    expect(postroom.notifications()).toHaveLength(3);
  });

  it('of another service is another message', async () => {
    const postroom = busWorld();
    await postroom.accept([message('e-1', 'users'), message('e-1', 'shop')]);
    expect(postroom.notifications()).toHaveLength(2);
  });

  it('with odd characters in its id is told from its neighbours', async () => {
    const postroom = busWorld();
    await postroom.accept([message('b', 'a","'), message('","b', 'a'), message('b', 'a')]);
    expect(postroom.notifications()).toHaveLength(3);
  });
});
