import { DomainError, type QueueName } from '@postroom/domain';
import { expect, it } from 'vitest';
import type { BatchItem, Submission } from '../commands.ts';
import { originOf, requestOf, submissionOf } from '../testing/builders.ts';
import { busWorld, codeOf } from '../testing/bus-world.ts';

/** A world whose closed lanes a test changes. */
const doors = () => {
  const closed = new Set<QueueName>();
  const postroom = busWorld((inner) => inner, { isLaneClosed: (queue) => closed.has(queue) });
  return { postroom, closed };
};

const greeting = requestOf({ type: 'greeting' });
const reset = requestOf({ type: 'secret', variables: { name: 'Ada', link: 'https://t.example' } });

const of = (...requests: Submission['requests']): Submission => submissionOf({ requests });

const keyed = (submission: Submission, bodyHash = 'one'): Submission => ({
  ...submission,
  idempotency: { principal: 'shop', route: 'send', key: 'k-1', bodyHash },
});

it('a closed lane refuses its own and nothing else, with the time to wait', async () => {
  const { postroom, closed } = doors();
  closed.add('standard');

  const [refused, taken] = await postroom.accept([of(greeting), of(reset)]);

  expect(refused).toMatchObject({
    error: {
      code: 'admission_closed',
      retryAfterSeconds: 30,
      issues: [{ path: ['notification_type'], code: 'admission_closed' }],
    },
  });
  expect(codeOf(taken)).toBe('ok');
});

it('a mixed batch is refused as a whole and names the items of the closed lane', async () => {
  const { postroom, closed } = doors();
  closed.add('standard');

  const [refused] = await postroom.accept([of(reset, greeting, reset, greeting)]);

  expect(refused).toMatchObject({
    error: {
      issues: [
        { path: ['notifications', 1, 'notification_type'] },
        { path: ['notifications', 3, 'notification_type'] },
      ],
    },
  });
  expect(postroom.notifications()).toEqual([]);
});

it('what was accepted before the lane closed is answered as before; the key of a refusal stays free', async () => {
  const { postroom, closed } = doors();
  await postroom.accept([keyed(of(greeting))]);
  closed.add('standard');

  const answers = await postroom.accept([keyed(of(greeting))]);
  const other = await postroom.accept([keyed(of(greeting), 'two')]);
  const fresh = { principal: 'shop', route: 'send', key: 'k-2', bodyHash: 'one' };
  const refused = await postroom.accept([{ ...of(greeting), idempotency: fresh }]);
  closed.clear();
  const later = await postroom.accept([{ ...of(greeting), idempotency: fresh }]);

  expect(answers).toMatchObject([{ ok: true, value: { outcome: 'replayed' } }]);
  expect(other.map(codeOf)).toEqual(['idempotency_key_reused']);
  expect(refused.map(codeOf)).toEqual(['admission_closed']);
  expect(later).toMatchObject([{ ok: true, value: { outcome: 'accepted' } }]);
});

it('messages are let in, whatever is closed', async () => {
  const { postroom, closed } = doors();
  closed.add('standard');

  const answers = await postroom.accept([
    { ...of(greeting), inbox: { source: 'users', eventId: 'e-1' } },
  ]);

  expect(answers.map(codeOf)).toEqual(['ok']);
});

it('a batch whose items stand for themselves takes those of open lanes and those it knows', async () => {
  const { postroom, closed } = doors();
  const item = (request: Submission['requests'][number], key: string): BatchItem => ({
    request,
    idempotency: { principal: 'shop', route: 'item', key, bodyHash: key },
  });
  const handle = (mode: 'strict' | 'permissive', items: readonly BatchItem[]) =>
    postroom.bus.handle({
      type: 'accept-batch',
      mode,
      origin: originOf(),
      items,
      idempotency: null,
    });
  await handle('strict', [item(greeting, 'i-1')]);
  closed.add('standard');
  const items = [
    item(greeting, 'i-1'),
    item(greeting, 'i-2'),
    item(reset, 'i-3'),
    { request: greeting, idempotency: null },
  ];

  const { answers } = await handle('permissive', items);
  const refusal = await handle('strict', items).catch((error: unknown) => error);
  const nothing = await handle('permissive', items.slice(1, 2)).catch((error: unknown) => error);

  const codes = answers.map((answer) => ('refusal' in answer ? answer.refusal.code : 'ok'));
  expect(codes).toEqual(['ok', 'admission_closed', 'ok', 'admission_closed']);
  expect(refusal).toBeInstanceOf(DomainError);
  expect(refusal).toMatchObject({
    code: 'admission_closed',
    retryAfterSeconds: 30,
    issues: [
      { path: ['notifications', 1, 'notification_type'] },
      { path: ['notifications', 3, 'notification_type'] },
    ],
  });
  expect(nothing).toMatchObject({ code: 'admission_closed', retryAfterSeconds: 30 });
});
