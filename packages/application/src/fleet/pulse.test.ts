import { expect, test } from 'vitest';
import type { Look } from './process.ts';
import { type Beat, createPulse } from './pulse.ts';

/** A store whose clock goes on by a second with every beat. */
const memoryStore = () => {
  const beats: Beat[] = [];
  const done: string[] = [];
  return {
    beats,
    done,
    beat: async (beat: Beat) => {
      beats.push(beat);
      return new Date(1_000 * beats.length);
    },
    end: async (id: string) => void done.push(`end ${id}`),
    forget: async () => void done.push('forget'),
  };
};

const who = { id: 'r-1', role: 'relay', lanes: [] } as const;

test('a state is dated by the last look at which it was otherwise', async () => {
  const store = memoryStore();
  const looks: readonly Look[] = [
    { states: { queue_store: 'up', rabbitmq: 'down' } },
    { states: { queue_store: 'down', rabbitmq: 'down' }, figures: { dead_letters: 1 } },
    { states: { queue_store: 'down', rabbitmq: 'up' } },
  ];
  let next = 0;
  const pulse = createPulse({ ...who, store, look: async () => looks[next++] ?? {} });

  for (const _ of looks) await pulse.runOnce();

  const at = (seconds: number) => new Date(seconds * 1_000).toISOString();
  expect(store.beats.map(({ sight }) => sight.since)).toEqual([
    {},
    { queue_store: at(1) },
    { queue_store: at(1), rabbitmq: at(2) },
  ]);
  expect(store.beats[1]?.sight.figures).toEqual({ dead_letters: 1 });
});

test('what could not be written is dated as if it had not been seen', async () => {
  const store = memoryStore();
  let state = 'up';
  let isAway = false;
  const pulse = createPulse({
    ...who,
    store: {
      ...store,
      beat: (beat) => (isAway ? Promise.reject(new Error('away')) : store.beat(beat)),
    },
    look: async () => ({ states: { queue_store: state } }),
  });
  await pulse.runOnce();

  state = 'down';
  isAway = true;
  await expect(pulse.runOnce()).rejects.toThrow('away');
  isAway = false;
  await pulse.runOnce();

  expect(store.beats.at(-1)?.sight.since).toEqual({ queue_store: new Date(1_000).toISOString() });
});

test('it tidies up at the start, not with every beat, and leaves the list at the end', async () => {
  const store = memoryStore();
  const pulse = createPulse({ ...who, store, look: async () => ({}) });

  await pulse.runOnce();
  await pulse.runOnce();
  await pulse.end();

  expect(store.done).toEqual(['forget', 'end r-1']);
});
