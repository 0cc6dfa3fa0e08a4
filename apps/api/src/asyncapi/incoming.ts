import type { JsonObject, ObjectSchema, TypeCatalogue } from '@postroom/domain';
import {
  notificationRequested,
  userRegistered,
  userRegisteredFields,
  userRegisteredSample,
} from '@postroom/templates';
import { sendRequestExamples, sendRequestShapes } from '../openapi/send-request.ts';
import { exampleCorrelationId, exampleIncomingHeaders, incomingEnvelope } from './envelope.ts';

/** An event as the document shows it. */
export interface DocumentedEvent {
  /** The routing key. */
  readonly event: string;
  readonly summary: string;
  readonly payload: JsonObject;
  readonly examples: readonly {
    readonly name: string;
    readonly headers: JsonObject;
    readonly payload: JsonObject;
  }[];
}

/** Every event that is listened for, with its fields. */
export const incomingEvents = (catalogue: TypeCatalogue): readonly DocumentedEvent[] => [
  {
    event: userRegistered,
    summary: 'Default preferences for a new user, if there are none. No mail.',
    payload: withEnvelope(schemaOf(userRegisteredFields)),
    examples: [exampleOf('registered', userRegistered, userRegisteredSample)],
  },
  ...catalogue.types.flatMap(({ type, description, causedBy }) =>
    causedBy.map(({ event, fields, sample, createsPreferences }) => ({
      event,
      summary: `${description} Becomes a notification of type \`${type}\`${
        createsPreferences ? ', and default preferences if there are none' : ''
      }.`,
      payload: withEnvelope(schemaOf(fields)),
      examples: [exampleOf(type, event, sample)],
    })),
  ),
  {
    event: notificationRequested,
    summary: 'Asks for a notification of any type, with the body of `POST /notifications/send`.',
    payload: {
      description: 'A notification to one recipient.',
      oneOf: sendRequestShapes(catalogue).map(withEnvelope),
    },
    examples: Object.entries(sendRequestExamples(catalogue)).map(([name, { value }]) =>
      exampleOf(name, notificationRequested, value),
    ),
  },
];

const schemaOf = (fields: ObjectSchema): JsonObject => fields.jsonSchema();

const withEnvelope = (schema: JsonObject): JsonObject => {
  // Object schemas of ours have properties.
  const open = ignoringUnknown(schema) as JsonObject & { readonly properties: JsonObject };
  return { ...open, properties: { ...incomingEnvelope, ...open.properties } };
};

/** Other services may add to their events at any time: what is not declared is ignored. */
const ignoringUnknown = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(ignoringUnknown);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([name, value]) => name !== 'additionalProperties' || value !== false)
      .map(([name, value]) => [name, ignoringUnknown(value)]),
  );
};

const exampleOf = (name: string, event: string, fields: JsonObject) => ({
  name,
  headers: exampleIncomingHeaders(event),
  payload: {
    event_id: '7f0c6f5e-2b8e-4f4e-9a54-0d4c4e6a1c11',
    source_service: 'users',
    correlation_id: exampleCorrelationId,
    ...fields,
  },
});
