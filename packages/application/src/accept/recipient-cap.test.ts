import { DomainError, type Notification } from '@postroom/domain';
import { describe, expect, it } from 'vitest';
import type { BatchItem, Submission } from '../commands.ts';
import { originOf, requestOf, submissionOf } from '../testing/builders.ts';
import { type BusWorld, busWorld, codeOf } from '../testing/bus-world.ts';
import { catalogueOf, declarationOf, stringsSchema } from '../testing/sample-types.ts';

const cappedAt = (recipientCap: number) => busWorld((inner) => inner, { recipientCap });

const to = (...addresses: readonly string[]): Submission =>
  submissionOf({ requests: addresses.map((recipientEmail) => requestOf({ recipientEmail })) });

const keyed = (submission: Submission, key: string, bodyHash = 'one'): Submission => ({
  ...submission,
  idempotency: { principal: 'shop', route: 'send', key, bodyHash },
});

const hour = 3_600_000;
const ada = 'ada@example.com';
const bob = 'bob@example.com';

const statuses = (notifications: readonly Notification[]) =>
  notifications.map(({ status }) => status);

describe('the recipient cap', () => {
  it('lets so many of a type to a recipient in, of one merge and of later ones', async () => {
    const postroom = cappedAt(3);

    const first = await postroom.accept([to(ada), to('ADA@Example.com')]);
    const second = await postroom.accept([to(ada), to(ada), to(bob)]);

    expect([...first, ...second].map(codeOf)).toEqual(['ok', 'ok', 'ok', 'recipient_cap', 'ok']);
    expect(postroom.notifications()).toHaveLength(4);
    expect(postroom.outbox()).toHaveLength(4);
  });

  it('counts each type for itself', async () => {
    const postroom = cappedAt(1);
    const notice = submissionOf({ requests: [requestOf({ type: 'offer' })] });

    const answers = await postroom.accept([to(ada), notice, to(ada), notice]);

    expect(answers.map(codeOf)).toEqual(['ok', 'ok', 'recipient_cap', 'recipient_cap']);
  });

  it('says when the hour is over, and then begins anew', async () => {
    const postroom = cappedAt(1);
    await postroom.accept([to(ada)]);
    postroom.world.advance(600_000);

    const [refused] = await postroom.accept([to(ada)]);
    postroom.world.advance(hour - 600_000);
    const [again] = await postroom.accept([to(ada)]);

    expect(refused).toMatchObject({
      error: {
        code: 'recipient_cap',
        retryAfterSeconds: 3_000,
        issues: [{ path: ['recipient_email'], code: 'recipient_cap' }],
      },
    });
    expect(codeOf(again)).toBe('ok');
  });

  it('refuses a whole batch, names what is over, and counts none of it', async () => {
    const postroom = cappedAt(2);

    const [refused] = await postroom.accept([to(ada, bob, ada, ada)]);
    const [fits] = await postroom.accept([to(ada, bob, ada)]);

    expect(refused).toMatchObject({
      error: { issues: [{ path: ['notifications', 3, 'recipient_email'] }] },
    });
    expect(codeOf(fits)).toBe('ok');
  });

  it('gives room that a refused caller leaves to others of the same merge', async () => {
    const postroom = cappedAt(2);

    const answers = await postroom.accept([to(ada, ada, ada), to(ada), to(ada)]);

    expect(answers.map(codeOf)).toEqual(['recipient_cap', 'ok', 'ok']);
  });

  it('answers a replay as before and does not count it', async () => {
    const postroom = cappedAt(2);
    const first = await postroom.accept([keyed(to(ada), 'k-1')]);

    const replays = [
      ...(await postroom.accept([keyed(to(ada), 'k-1'), keyed(to(ada), 'k-1')])),
      ...(await postroom.accept([to(ada)])),
      ...(await postroom.accept([keyed(to(ada), 'k-1')])),
    ];

    expect([...first, ...replays].map(codeOf)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
    expect(postroom.notifications()).toHaveLength(2);
  });

  it('leaves the key of what it refuses free, for another body too', async () => {
    const postroom = cappedAt(1);
    await postroom.accept([to(ada)]);

    const refused = await postroom.accept([keyed(to(ada), 'k-1'), keyed(to(ada), 'k-1', 'two')]);
    const other = await postroom.accept([keyed(to(bob), 'k-1', 'three')]);

    expect(refused.map(codeOf)).toEqual(['recipient_cap', 'recipient_cap']);
    expect(other.map(codeOf)).toEqual(['ok']);
  });

  it('accepts a message and suppresses what is over, with an event and without its secrets', async () => {
    const postroom = cappedAt(1);
    const message = (eventId: string): Submission => ({
      ...to(ada),
      inbox: { source: 'users', eventId },
    });

    const answers = await postroom.accept([message('e-1'), message('e-2')]);

    expect(answers.map(codeOf)).toEqual(['ok', 'ok']);
    const [sent, suppressed] = postroom.notifications();
    expect([sent?.status, suppressed?.status]).toEqual(['queued', 'suppressed']);
    expect(suppressed?.reason).toEqual({
      code: 'recipient_cap',
      detail:
        'the recipient had 1 notifications of the type greeting within an hour, and gets no more of them until 3 May 2026, 11:14 UTC',
    });
    const [job, event, ...others] = postroom.outbox();
    expect(job).toMatchObject({ destination: 'standard', notificationId: sent?.id });
    expect(event).toMatchObject({
      destination: 'exchange',
      event: {
        eventType: 'notification.suppressed',
        eventId: `${suppressed?.id}.0.suppressed`,
        fields: { reason: { code: 'recipient_cap' } },
      },
    });
    expect(others).toEqual([]);
  });

  it('does not count what test keys hand in', async () => {
    const postroom = cappedAt(1);
    const test: Submission = { ...to(ada), origin: originOf({ test: true }) };

    const answers = await postroom.accept([test, test, to(ada), test]);

    expect(answers.map(codeOf)).toEqual(['ok', 'ok', 'ok', 'ok']);
  });

  it('suppresses mails about preferences that are over it, and keeps the preferences', async () => {
    const catalogue = catalogueOf([
      declarationOf({ type: 'welcome', variables: stringsSchema([]) }),
    ]);
    const postroom = busWorld((inner) => inner, {
      catalogue,
      recipientCap: 1,
      preferenceMails: ['created'],
    });
    const welcome = requestOf({ type: 'welcome', recipientEmail: ada });
    const isDeclared = codeOf((await postroom.accept([submissionOf({ requests: [welcome] })]))[0]);

    await postroom.createPreferences('ada', { email: ada });

    expect(isDeclared).toBe('ok');
    expect(statuses(postroom.notifications())).toEqual(['queued', 'suppressed']);
    expect((await postroom.world.queries.preferences('ada'))?.email).toBe(ada);
  });

  it('is no cap when none is set', async () => {
    const postroom = busWorld();

    const answers = await postroom.accept(Array.from({ length: 50 }, () => to(ada)));

    expect(answers.every(({ ok }) => ok)).toBe(true);
  });
});

describe('the recipient cap in a batch whose items stand for themselves', () => {
  const item = (recipientEmail: string, key?: string): BatchItem => ({
    request: requestOf({ recipientEmail }),
    idempotency:
      key === undefined ? null : { principal: 'shop', route: 'item', key, bodyHash: key },
  });
  const batch = (
    postroom: BusWorld,
    items: readonly BatchItem[],
    given: { mode?: 'strict' | 'permissive'; key?: string } = {},
  ) =>
    postroom.bus
      .handle({
        type: 'accept-batch',
        mode: given.mode ?? 'permissive',
        origin: originOf(),
        items,
        idempotency: given.key
          ? { principal: 'shop', route: 'batch', key: given.key, bodyHash: 'b' }
          : null,
      })
      .then(
        ({ outcome, answers }) => ({
          outcome,
          codes: answers.map((answer) => ('refusal' in answer ? answer.refusal.code : 'ok')),
        }),
        (error: unknown) => {
          if (!(error instanceof DomainError)) throw error;
          const paths = error.issues.map(({ path }) => path.join('/'));
          return { outcome: error.code, paths, retryAfterSeconds: error.retryAfterSeconds };
        },
      );

  it('refuses items one by one in a permissive batch, and tells a replay the same', async () => {
    const postroom = cappedAt(2);
    const items = [item(ada), item(ada), item(ada), item(bob)];

    const first = await batch(postroom, items, { key: 'b-1' });
    postroom.world.advance(hour);
    const replay = await batch(postroom, items, { key: 'b-1' });

    const codes = ['ok', 'ok', 'recipient_cap', 'ok'];
    expect(first).toEqual({ outcome: 'accepted', codes });
    expect(replay).toEqual({ outcome: 'replayed', codes });
    expect(postroom.notifications()).toHaveLength(3);
  });

  it('refuses a strict batch as a whole, naming each item that is over', async () => {
    const postroom = cappedAt(1);

    const refused = await batch(postroom, [item(ada, 'i-1'), item(ada, 'i-2'), item(ada, 'i-3')], {
      mode: 'strict',
    });
    const fits = await batch(postroom, [item(ada, 'i-3')], { mode: 'strict' });

    expect(refused).toEqual({
      outcome: 'recipient_cap',
      paths: ['notifications/1/recipient_email', 'notifications/2/recipient_email'],
      retryAfterSeconds: 3_600,
    });
    expect(fits).toMatchObject({ codes: ['ok'] });
  });

  it('frees the keys of refused items, does not count known ones, and lets a key speak for all', async () => {
    const postroom = cappedAt(1);
    await batch(postroom, [item(ada, 'i-1')]);

    const mixed = await batch(postroom, [item(ada, 'i-1'), item(ada, 'i-2'), item(ada, 'i-2')]);
    postroom.world.advance(hour);
    const later = await batch(postroom, [item(ada, 'i-2')]);

    expect(mixed).toMatchObject({ codes: ['ok', 'recipient_cap', 'recipient_cap'] });
    expect(later).toEqual({ outcome: 'accepted', codes: ['ok'] });
    expect(postroom.notifications()).toHaveLength(2);
  });

  it('refuses a permissive batch with 429 when there is nothing in it but what is over', async () => {
    const postroom = cappedAt(1);
    await batch(postroom, [item(ada)]);

    const refused = await batch(postroom, [item(ada), item(ada)]);
    const worse = await batch(postroom, [item(ada), { refusal: aFault }]);

    expect(refused).toMatchObject({ outcome: 'recipient_cap', retryAfterSeconds: 3_600 });
    expect(worse).toMatchObject({ outcome: 'validation_failed', retryAfterSeconds: undefined });
  });

  const aFault = { code: 'validation_failed', message: 'is wrong', issues: [] } as const;
});
