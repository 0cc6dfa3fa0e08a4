import type { KnownEvent } from '@postroom/adapters/amqp';
import type { TypeCatalogue } from '@postroom/domain';
import { notificationRequested, userRegistered } from '@postroom/templates';

/** Every event that the bridge understands: its own two, and those that types name as their causes. */
export const knownEvents = (catalogue: TypeCatalogue): readonly KnownEvent[] => [
  { event: userRegistered },
  { event: notificationRequested },
  ...catalogue.types.flatMap(({ causedBy }) => causedBy),
];
