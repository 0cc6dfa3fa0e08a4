import type { KnownEvent } from '@postroom/adapters/amqp';
import type { ObjectSchema, TypeCatalogue } from '@postroom/domain';
import { address, objectSchema, text, userId } from '@postroom/templates';

/** Makes default preferences and no mail. */
export const userRegistered = 'user.registered';
/** Asks for any type, as `POST /notifications/send` does. */
export const notificationRequested = 'notification.requested';

export const userRegisteredFields: ObjectSchema = objectSchema({
  userid: userId(),
  username: text(200),
  email: address(),
});

/** Every event that the bridge understands: its own two, and those that types name as their causes. */
export const knownEvents = (catalogue: TypeCatalogue): readonly KnownEvent[] => [
  { event: userRegistered },
  { event: notificationRequested },
  ...catalogue.types.flatMap(({ causedBy }) => causedBy),
];
