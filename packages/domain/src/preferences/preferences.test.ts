import { describe, expect, it } from 'vitest';
import { DomainError } from '../errors.ts';
import { catalogue, now } from '../testing/samples.ts';
import {
  createPreferences,
  mergePreferences,
  replacePreferences,
  type Wishes,
  wishesOf,
} from './preferences.ts';

const later = new Date(now.getTime() + 60_000);

const changeOf = (wishes: Wishes, at = now) => ({
  wishes,
  email: 'ada@example.com',
  now: at,
  via: 'the API',
  correlationId: 'c-1',
  catalogue,
});

const ada = createPreferences('ada', changeOf({ welcome: false, marketing: true })).next;

const refusalOf = (work: () => unknown): DomainError => {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return error;
  }
  throw new Error('it was not refused');
};

describe('preferences', () => {
  it('begin with what was said, in version 1, and an event that names every type', () => {
    const { next, events } = createPreferences('ada', changeOf({ welcome: false }));

    expect(next).toEqual({
      userId: 'ada',
      email: 'ada@example.com',
      choices: { welcome: { on: false, at: now, via: 'the API' } },
      version: 1,
      createdAt: now,
      updatedAt: now,
    });
    expect(events).toMatchObject([
      {
        eventId: 'ada.1.preferences_created',
        eventType: 'notification.preferences_created',
        correlationId: 'c-1',
        notificationId: null,
        fields: {
          userid: 'ada',
          notification_email: 'ada@example.com',
          preferences: { welcome: false, password_reset: true, marketing: false },
        },
      },
    ]);
  });

  it('merged keep what is not named', () => {
    const { next, events } = mergePreferences(ada, changeOf({ password_reset: false }, later));

    expect(wishesOf(next, catalogue)).toEqual({
      welcome: false,
      password_reset: false,
      marketing: true,
    });
    expect(next).toMatchObject({ version: 2, createdAt: now, updatedAt: later });
    expect(events).toMatchObject([
      { eventId: 'ada.2.preferences_updated', eventType: 'notification.preferences_updated' },
    ]);
  });

  it('replaced take the default where nothing is named', () => {
    const { next } = replacePreferences(ada, changeOf({ marketing: true }, later));

    expect(Object.keys(next.choices)).toEqual(['marketing']);
    expect(wishesOf(next, catalogue)).toMatchObject({ welcome: true, marketing: true });
    expect(next.version).toBe(2);
  });

  it('keep the moment at which a wish was first made when it is repeated', () => {
    const wishes = { welcome: false, marketing: false };
    for (const change of [mergePreferences, replacePreferences]) {
      const { next } = change(ada, { ...changeOf(wishes, later), via: 'an unsubscribe link' });
      expect(next.choices).toEqual({
        welcome: { on: false, at: now, via: 'the API' },
        marketing: { on: false, at: later, via: 'an unsubscribe link' },
      });
    }
  });

  it('follow the user to another address', () => {
    const change = { ...changeOf({}, later), email: 'ada@new.example' };
    expect(mergePreferences(ada, change).next.email).toBe('ada@new.example');
  });

  it('refuse every unknown type at once, with a suggestion for a misspelt one', () => {
    const wishes = { marketting: true, nonsense_type: false, welcome: true };
    for (const work of [
      () => createPreferences('ada', changeOf(wishes)),
      () => mergePreferences(ada, changeOf(wishes)),
      () => replacePreferences(ada, changeOf(wishes)),
    ]) {
      const { code, issues } = refusalOf(work);
      expect(code).toBe('validation_failed');
      expect(issues).toEqual([
        {
          path: ['preferences', 'marketting'],
          code: 'unknown_field',
          detail: 'is not a known type; did you mean marketing?',
        },
        {
          path: ['preferences', 'nonsense_type'],
          code: 'unknown_field',
          detail: 'is not a known type; known types are welcome, password_reset, marketing',
        },
      ]);
    }
  });

  it('take __proto__ for an unknown type and leave every prototype alone', () => {
    const wishes = JSON.parse('{"__proto__": true}') as Wishes;
    expect(refusalOf(() => createPreferences('ada', changeOf(wishes))).issues).toHaveLength(1);
    expect(({} as { on?: unknown }).on).toBeUndefined();
  });
});
