import { createLaneControls } from '@postroom/adapters/postgres';
import { eventually } from '@postroom/local/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { jobsOf, openRelayWorld, type RelayWorld } from '../testing/relay-world.ts';

/** Milliseconds: a look every three seconds, on a machine that does much else. */
const patienceMs = 20_000;

let world: RelayWorld;
beforeEach(async () => {
  world = await openRelayWorld({ queues: 'redis' });
});
afterEach(() => world.stop());

const isMarked = () =>
  eventually(
    () => world.backend.generation(),
    (generation) => generation !== null,
    patienceMs,
  );

test('what lost its job, failed in the queue alone or was taken for done there gets a new job; what waits there keeps its own', async () => {
  const ids = await world.accept(4);
  const [lost, failed, completed, waiting] = ids as [string, string, string, string]; // as many as asked for
  await world.startRelay();
  await isMarked();
  await eventually(
    () => jobsOf(world),
    (jobs) => jobs.length === 4,
  );

  const lane = world.backend.bullQueues()[1];
  await (await lane?.getJob(`${lost}.1`))?.remove();
  const taken = new Set<string>();
  const worker = world.backend.worker('standard', {
    concurrency: 1,
    onError: () => undefined,
    process: async ({ id }) => {
      taken.add(id);
      if (id === failed) return { verdict: 'give_up', message: '550' };
      return id === completed ? { verdict: 'done' } : { verdict: 'snooze', delayMs: 3_600_000 };
    },
  });
  await eventually(
    () => taken.size,
    (count) => count === 3,
  );
  await worker.close(5_000);
  await world.sql`update notifications set updated_at = now() - interval '1 minute'`;
  const jobs = await eventually(
    () => jobsOf(world),
    (found) => found.length === 4,
    patienceMs,
  );

  expect(jobs).toEqual([`${lost}.2`, `${failed}.2`, `${completed}.2`, `${waiting}.1`].sort());
});

test('a hand-off whose worker fell silent is repeated or left open, as its type says, doubtful before or not', async () => {
  const ids = await world.accept(4);
  await world.sql`delete from outbox`;
  const wishes = [
    { type: 'security_alert', maybeSent: false, end: 'retry_wait' },
    { type: 'security_alert', maybeSent: true, end: 'retry_wait' },
    { type: 'welcome', maybeSent: false, end: 'unknown' },
    { type: 'welcome', maybeSent: true, end: 'unknown' },
  ];
  for (const [index, { type, maybeSent }] of wishes.entries()) {
    await world.sql`
      update notifications set type = ${type}, status = 'sending', claim = 1, provider = 'smtp',
        maybe_sent = ${maybeSent}, lease_until = now() - interval '1 second'
      where id = ${ids[index] ?? ''}`;
  }

  await world.startRelay();
  const rows = await eventually(
    () => world.sql<{ status: string; maybe_sent: boolean; claim: number; attempts: number }[]>`
      select status, maybe_sent, claim, attempts from notifications
      order by array_position(${[...ids]}::text[], id::text)`,
    (found) => found.every(({ status }) => status !== 'sending'),
    patienceMs,
  );

  expect([...rows]).toEqual(
    wishes.map(({ end }) => ({ status: end, maybe_sent: true, claim: 2, attempts: 1 })),
  );
});

test('a lane that an operator paused is paused again after the queue store lost it', async () => {
  await createLaneControls(world.sql).set('standard', true, 'eve');
  await world.startRelay();
  const paused = () =>
    eventually(
      () => world.backend.isLanePaused('standard'),
      (isPaused) => isPaused,
      patienceMs,
    );
  await isMarked();
  await paused();

  await world.loseQueueStore();
  await isMarked();

  expect(await paused()).toBe(true);
});
