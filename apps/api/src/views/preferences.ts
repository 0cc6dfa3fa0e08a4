import { type Preferences, type TypeCatalogue, wishesOf } from '@postroom/domain';

/** Every known type with what counts for it, chosen or by default. */
export const preferencesView = (preferences: Preferences, catalogue: TypeCatalogue) => ({
  userid: preferences.userId,
  notification_email: preferences.email,
  preferences: wishesOf(preferences, catalogue),
  created_at: preferences.createdAt.toISOString(),
  updated_at: preferences.updatedAt.toISOString(),
});

/** The strong validator of RFC 9110: it changes with every change. */
export const etagOf = ({ version }: Pick<Preferences, 'version'>): string => `"${version}"`;
