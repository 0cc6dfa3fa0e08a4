import type { EventRequest, JsonObject } from '@postroom/domain';
import { address, userId } from '../fields.ts';

/** Fields that every event about a user has. */
export const userFields = {
  userid: userId().describe('The user the event is about.'),
  email: address().describe("The user's address."),
};

/** Whom a checked event is about, with the variables that it gives the mail. */
export const requestFor = (fields: JsonObject, variables: JsonObject): EventRequest => ({
  userId: String(fields.userid),
  recipientEmail: String(fields.email),
  variables: given(variables),
});

/** Drops what an event left out, by any of the ways services have of leaving something out. */
const given = (variables: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(variables).filter(([, value]) => !isNothing(value)));

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
