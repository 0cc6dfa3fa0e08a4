import type { QueueName } from '../queue.ts';
import type { JsonObject, ObjectSchema } from './object-schema.ts';

/**
 * What there is to know about one type of notification. Validation, OpenAPI and AsyncAPI schemas,
 * preference keys, routing, bindings and the preview all follow from this one value.
 */
export interface TypeDeclaration {
  /** `snake_case`; the preference key, the label in metrics and the default template's name. */
  readonly type: string;
  readonly queue: QueueName;
  /** `marketing` carries unsubscribe headers and a visible link; `transactional` does not. */
  readonly category: 'transactional' | 'marketing';
  /** One sentence for people who read the API documentation. */
  readonly description: string;
  readonly variables: ObjectSchema;
  /** May name variables and `service_name` in braces: `Your order {order_number}`. */
  readonly subject: string;
  /** Whether users who never said anything get it. */
  readonly onByDefault: boolean;
  /**
   * What to do when a hand-off got no answer: `at_least_once` tries again (a second copy is
   * possible), `at_most_once` ends as `unknown` (no copy is possible).
   */
  readonly onAmbiguous: 'at_least_once' | 'at_most_once';
  /** Seconds from the event's timestamp, else from acceptance; later than that it is never sent. */
  readonly ttlSeconds: number;
  /** Whether a request may bring its own HTML instead of a template's name. */
  readonly allowsHtmlContent: boolean;
  /** Events on the message bus that cause it. */
  readonly causedBy: readonly EventDeclaration[];
  /** At least two sets of valid variables that differ in every value: preview, examples, self-checks. */
  readonly samples: readonly [JsonObject, JsonObject, ...JsonObject[]];
}

/** An event of another service that becomes a notification. */
export interface EventDeclaration {
  /** The routing key, such as `user.password_reset_requested`. */
  readonly event: string;
  /** Further class names under which services send it; the regular one is derived from `event`. */
  readonly aliases?: readonly string[];
  readonly fields: ObjectSchema;
  /** An example that satisfies `fields`. */
  readonly sample: JsonObject;
  /** Whether a user without preferences gets the defaults, in the same transaction. */
  readonly createsPreferences: boolean;
  /** `fields` is what `check` returned; the answer must satisfy the type's `variables`. */
  toRequest(fields: JsonObject, links: LinkBase): EventRequest;
}

/** Where links made from tokens lead: `APP_URL` without a trailing slash. */
export interface LinkBase {
  readonly appUrl: string;
}

export interface EventRequest {
  readonly userId: string;
  readonly recipientEmail: string;
  readonly variables: JsonObject;
}
