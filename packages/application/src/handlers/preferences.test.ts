import type { DomainError } from '@postroom/domain';
import { describe, expect, it } from 'vitest';
import type { ChangePreferences } from '../commands.ts';
import { type BusWorld, busWorld, changing } from '../testing/bus-world.ts';

const change = (postroom: BusWorld, given: Partial<ChangePreferences> = {}) =>
  postroom.bus.handle({
    type: 'change-preferences',
    mode: 'merge',
    userId: 'ada',
    email: null,
    wishes: { greeting: false },
    expectedVersion: null,
    correlationId: 'c-2',
    via: 'the API',
    ...given,
  });

const eventsOf = (postroom: BusWorld) =>
  postroom.outbox().flatMap((row) => (row.destination === 'exchange' ? [row.event.eventId] : []));

const withCode = (code: DomainError['code']) => expect.objectContaining({ code });

describe('create-preferences', () => {
  it('keeps them and tells of it in the same transaction', async () => {
    const postroom = busWorld();

    const created = await postroom.createPreferences('ada', { wishes: { offer: true } });

    expect(postroom.world.state().preferences.get('ada')).toEqual(created);
    expect(eventsOf(postroom)).toEqual(['ada.1.preferences_created']);
  });

  it('is refused for who has some, and changes nothing', async () => {
    const postroom = busWorld();
    const before = await postroom.createPreferences('ada');

    await expect(postroom.createPreferences('ada', { email: 'new@example.com' })).rejects.toEqual(
      withCode('already_exists'),
    );

    expect(postroom.world.state().preferences.get('ada')).toEqual(before);
    expect(eventsOf(postroom)).toHaveLength(1);
  });

  it('is refused for a type that does not exist', async () => {
    const postroom = busWorld();
    await expect(
      postroom.createPreferences('ada', { wishes: { greetings: true } }),
    ).rejects.toMatchObject({
      code: 'validation_failed',
      issues: [
        { path: ['preferences', 'greetings'], detail: expect.stringContaining('greeting?') },
      ],
    });
    expect(postroom.world.state().preferences.size).toBe(0);
  });
});

describe('change-preferences', () => {
  it('merges or replaces, and keeps the address unless there is a new one', async () => {
    const postroom = busWorld();
    await postroom.createPreferences('ada', { wishes: { offer: true } });

    const merged = await change(postroom);
    const replaced = await change(postroom, { mode: 'replace', email: 'ada@new.example' });

    expect(Object.keys(merged.choices)).toEqual(['offer', 'greeting']);
    expect(merged).toMatchObject({ version: 2, email: 'ada@example.com' });
    expect(Object.keys(replaced.choices)).toEqual(['greeting']);
    expect(replaced).toMatchObject({ version: 3, email: 'ada@new.example' });
    expect(eventsOf(postroom)).toEqual([
      'ada.1.preferences_created',
      'ada.2.preferences_updated',
      'ada.3.preferences_updated',
    ]);
  });

  it('is refused for who has none', async () => {
    await expect(change(busWorld())).rejects.toEqual(withCode('not_found'));
  });

  it('is applied when the version is the expected one, and refused when it has moved on', async () => {
    const postroom = busWorld();
    await postroom.createPreferences('ada');

    await change(postroom, { expectedVersion: 1 });

    await expect(change(postroom, { expectedVersion: 1 })).rejects.toEqual(
      withCode('version_mismatch'),
    );
    expect(postroom.world.state().preferences.get('ada')?.version).toBe(2);
    expect(eventsOf(postroom)).toHaveLength(2);
  });

  it('tells of nothing when somebody else was faster', async () => {
    const postroom = busWorld(
      changing((tx) => ({
        ...tx,
        preferences: { ...tx.preferences, replace: async () => false },
      })),
    );
    await postroom.createPreferences('ada');

    await expect(change(postroom)).rejects.toEqual(withCode('version_mismatch'));
    expect(eventsOf(postroom)).toHaveLength(1);
  });
});
