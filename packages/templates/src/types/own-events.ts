import type { JsonObject, ObjectSchema } from '@postroom/domain';
import { address, text, userId } from '../fields.ts';
import { objectSchema } from '../variables.ts';

/** Makes default preferences and no mail. */
export const userRegistered = 'user.registered';
/** Asks for any type, as `POST /notifications/send` does. */
export const notificationRequested = 'notification.requested';

export const userRegisteredFields: ObjectSchema = objectSchema({
  userid: userId().describe('The user the event is about.'),
  username: text(200).describe('How mails address the person.'),
  email: address().describe("The user's address."),
});

/** An example that satisfies `userRegisteredFields`. */
export const userRegisteredSample: JsonObject = {
  userid: 'a1b2c3d4e5f6789012345678901234ab',
  username: 'Ada Lovelace',
  email: 'ada@example.com',
};
