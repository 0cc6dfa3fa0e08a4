import type { Decoded, Envelope } from '@postroom/adapters/amqp';
import type { Submission } from '@postroom/application';
import {
  checkRequest,
  type Issue,
  type JsonObject,
  type ObjectSchema,
  type Origin,
  type SendRequest,
  type TypeCatalogue,
} from '@postroom/domain';
import { notificationRequested, userRegistered, userRegisteredFields } from '@postroom/templates';

/** What turning a message into a submission needs of the world. */
export interface SubmissionContext {
  readonly catalogue: TypeCatalogue;
  /** Base of links made from tokens, no trailing slash. */
  readonly appUrl: string;
  now(): Date;
  newId(): string;
}

export type Understood =
  | { readonly ok: true; readonly submission: Submission }
  /** Every fault, each with its field. */
  | { readonly ok: false; readonly dead: string };

/** Who speaks when the envelope does not say. */
const unnamedSource = 'amqp';

/**
 * What an event asks of us: notifications, default preferences, or both. Fields that are not
 * declared are ignored, since other services may add to their events at any time.
 */
export const understand = (
  { event, envelope, fields }: Extract<Decoded, { readonly ok: true }>,
  context: SubmissionContext,
): Understood => {
  const asked = askedBy(event, fields, context);
  if (!asked.ok) return { ok: false, dead: describe(asked.issues) };
  const source = envelope.sourceService ?? unnamedSource;
  return {
    ok: true,
    submission: {
      origin: originOf(source, envelope, context),
      requests: asked.requests,
      newcomers: asked.newcomers,
      idempotency: null,
      inbox: { source, eventId: envelope.eventId },
    },
  };
};

/** `email: is required; items.0.price: must be a decimal`. */
export const describe = (issues: readonly Issue[]): string =>
  issues.map(({ path, detail }) => `${path.join('.') || 'body'}: ${detail}`).join('; ');

type Asked =
  | (Pick<Submission, 'requests' | 'newcomers'> & { readonly ok: true })
  | { readonly ok: false; readonly issues: readonly Issue[] };

const askedBy = (event: string, fields: JsonObject, context: SubmissionContext): Asked => {
  switch (event) {
    case userRegistered:
      return registered(fields);
    case notificationRequested:
      return requested(fields, context);
    default:
      return caused(event, fields, context);
  }
};

const registered = (fields: JsonObject): Asked => {
  const checked = userRegisteredFields.check(fields, 'ignore');
  if (!checked.ok) return checked;
  const { userid, email } = checked.value;
  return {
    ok: true,
    requests: [],
    newcomers: [{ userId: String(userid), email: String(email) }],
  };
};

const requested = (fields: JsonObject, { catalogue, now }: SubmissionContext): Asked => {
  const checked = checkRequest(fields, { catalogue, now: now(), unknown: 'ignore' });
  return checked.ok ? { ok: true, requests: [checked.request], newcomers: [] } : checked;
};

const caused = (event: string, fields: JsonObject, context: SubmissionContext): Asked => {
  const cause = context.catalogue.causedBy(event);
  if (!cause) {
    const detail = `${event} causes nothing here`;
    return { ok: false, issues: [{ path: ['event_type'], code: 'invalid_value', detail }] };
  }
  const checked = cause.event.fields.check(fields, 'ignore');
  if (!checked.ok) return checked;
  const { userId, recipientEmail, variables } = cause.event.toRequest(checked.value, {
    appUrl: context.appUrl,
  });
  const fitting = fit(cause.declaration.variables, variables);
  if (!fitting.ok) return fitting;
  const request: SendRequest = {
    type: cause.declaration.type,
    template: cause.declaration.type,
    html: null,
    variables: fitting.value,
    recipientEmail,
    userId,
    subject: null,
    locale: null,
    sendAt: null,
    expiresAt: null,
    tags: {},
    replyTo: null,
  };
  const newcomers = cause.event.createsPreferences ? [{ userId, email: recipientEmail }] : [];
  return { ok: true, requests: [request], newcomers };
};

/** Fields may each be good and still make a variable that is not: a link that is too long, say. */
const fit = (variables: ObjectSchema, value: JsonObject) => variables.check(value, 'refuse');

/** An event from the future happened now: a clock that is ahead must not prolong a life. */
const originOf = (source: string, envelope: Envelope, context: SubmissionContext): Origin => {
  const now = context.now();
  const { occurredAt } = envelope;
  return {
    source,
    test: false,
    correlationId: envelope.correlationId ?? context.newId(),
    traceparent: envelope.traceparent,
    occurredAt: occurredAt !== null && occurredAt > now ? now : occurredAt,
  };
};
