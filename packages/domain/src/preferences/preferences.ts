import { DomainError } from '../errors.ts';
import type { OutgoingEvent } from '../outgoing-event.ts';
import { preferencesChanged } from '../outgoing-event.ts';
import { nearest } from '../suggestion.ts';
import type { TypeCatalogue } from '../type/catalogue.ts';
import type { Issue } from '../type/object-schema.ts';

/** What a user said about one type, when, and by which way. */
export interface Choice {
  readonly on: boolean;
  readonly at: Date;
  /** `the API`, `an event`, `an unsubscribe link`: it ends the sentence that support reads out. */
  readonly via: string;
}

/** What a user wants to get, and where. Types that nobody spoke of take their default. */
export interface Preferences {
  readonly userId: string;
  readonly email: string;
  readonly choices: { readonly [type: string]: Choice };
  /** Grows by one with every change; the ETag, and what a concurrent writer is checked against. */
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Type to whether the user wants it. */
export type Wishes = { readonly [type: string]: boolean };

export interface PreferencesChange {
  readonly next: Preferences;
  readonly events: readonly OutgoingEvent[];
}

interface Change {
  readonly wishes: Wishes;
  readonly email: string;
  readonly now: Date;
  readonly via: string;
  readonly correlationId: string;
  readonly traceparent?: string | null;
  readonly catalogue: TypeCatalogue;
}

/** Preferences of a user who had none. Types that `wishes` leaves out take their default. */
export const createPreferences = (userId: string, change: Change): PreferencesChange => {
  refuseUnknownTypes(change.wishes, change.catalogue);
  const next: Preferences = {
    userId,
    email: change.email,
    choices: chosen({}, change.wishes, change),
    version: 1,
    createdAt: change.now,
    updatedAt: change.now,
  };
  return { next, events: [eventOf('created', next, change)] };
};

/** Every type that is not named goes back to its default. */
export const replacePreferences = (current: Preferences, change: Change): PreferencesChange => {
  refuseUnknownTypes(change.wishes, change.catalogue);
  const kept = Object.fromEntries(
    Object.entries(current.choices).filter(([type]) => change.wishes[type] !== undefined),
  );
  return changed(current, kept, change);
};

/** Types that are not named stay as they are. */
export const mergePreferences = (current: Preferences, change: Change): PreferencesChange => {
  refuseUnknownTypes(change.wishes, change.catalogue);
  return changed(current, current.choices, change);
};

/** Every known type with what counts for it: the user's choice, else the type's default. */
export const wishesOf = (
  preferences: Pick<Preferences, 'choices'>,
  catalogue: TypeCatalogue,
): Wishes =>
  Object.fromEntries(
    catalogue.types.map(({ type, onByDefault }) => [
      type,
      preferences.choices[type]?.on ?? onByDefault,
    ]),
  );

const changed = (
  current: Preferences,
  base: Preferences['choices'],
  change: Change,
): PreferencesChange => {
  const next: Preferences = {
    ...current,
    email: change.email,
    choices: chosen(base, change.wishes, change),
    version: current.version + 1,
    updatedAt: change.now,
  };
  return { next, events: [eventOf('updated', next, change)] };
};

const eventOf = (verb: 'created' | 'updated', next: Preferences, change: Change): OutgoingEvent =>
  preferencesChanged(verb, { ...next, wishes: wishesOf(next, change.catalogue) }, change);

/** A wish repeated keeps the moment it was first made, which is the one that people remember. */
const chosen = (
  base: Preferences['choices'],
  wishes: Wishes,
  { now, via }: Pick<Change, 'now' | 'via'>,
): Preferences['choices'] => ({
  ...base,
  ...Object.fromEntries(
    Object.entries(wishes).map(([type, on]) => {
      const before = base[type];
      return [type, before?.on === on ? before : { on, at: now, via }];
    }),
  ),
});

const refuseUnknownTypes = (wishes: Wishes, catalogue: TypeCatalogue): void => {
  const known = catalogue.types.map((each) => each.type);
  const issues = Object.keys(wishes)
    .filter((type) => !catalogue.find(type))
    .map((type): Issue => {
      const near = nearest(type, known);
      const hint = near ? `; did you mean ${near}?` : `; known types are ${known.join(', ')}`;
      return {
        path: ['preferences', type],
        code: 'unknown_field',
        detail: `is not a known type${hint}`,
      };
    });
  if (issues.length > 0) {
    throw new DomainError('validation_failed', 'preferences name an unknown type', issues);
  }
};
