import { nearest } from '../suggestion.ts';
import type { TypeCatalogue } from '../type/catalogue.ts';
import type { TypeDeclaration } from '../type/declaration.ts';
import type { Issue, JsonObject } from '../type/object-schema.ts';
import { emailAddressFault, hasControlCharacters, userIdFault } from '../values.ts';
import { isKeepable, unkeepableIssues } from './keepable.ts';
import type { Tags } from './notification.ts';
import { localeFault, tagsIssues, timeOf } from './request-fields.ts';

/** A notification as a caller asks for it, checked: every field is good and the variables fit the template. */
export interface SendRequest {
  readonly type: string;
  readonly template: string;
  readonly html: string | null;
  readonly variables: JsonObject;
  readonly recipientEmail: string | null;
  readonly userId: string | null;
  readonly subject: string | null;
  readonly locale: string | null;
  readonly sendAt: Date | null;
  readonly expiresAt: Date | null;
  readonly tags: Tags;
  readonly replyTo: string | null;
}

export type CheckedRequest =
  | { readonly ok: true; readonly request: SendRequest }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** The fields of a request, the same over HTTP and in the event `notification.requested`. */
export const requestFields = [
  'notification_type',
  'template_vars',
  'recipient_email',
  'userid',
  'subject',
  'content',
  'locale',
  'send_at',
  'expires_at',
  'tags',
  'reply_to',
] as const;

const maxHtmlBytes = 200 * 1024;
const maxSubjectCharacters = 200;
const yearMs = 366 * 24 * 3600 * 1000;
const templateName = /^[a-z][a-z0-9_]*$/;

/**
 * Checks a body of `POST /notifications/send` and reports every fault at once.
 * @param unknown HTTP refuses fields it does not know, AMQP ignores them.
 */
export const checkRequest = (
  body: unknown,
  context: {
    readonly catalogue: TypeCatalogue;
    readonly now: Date;
    readonly unknown: 'refuse' | 'ignore';
  },
): CheckedRequest => {
  if (!isObject(body)) {
    return { ok: false, issues: [issue([], 'invalid_type', 'must be a JSON object')] };
  }
  const issues: Issue[] = context.unknown === 'refuse' ? unknownFields(body) : [];
  const read = reader(body, issues);

  const declaration = typeOf(body.notification_type, context.catalogue, issues);
  const recipientEmail = read.text('recipient_email', emailAddressFault);
  const userId = read.text('userid', userIdFault);
  const subject = read.text('subject', subjectFault);
  const locale = read.text('locale', localeFault);
  const replyTo = read.text('reply_to', emailAddressFault);
  const sendAt = read.time('send_at');
  const expiresAt = read.time('expires_at');
  const content = contentOf(body.content, declaration, context.catalogue, issues);
  issues.push(...tagsIssues(body.tags));

  if (sendAt && sendAt.getTime() > context.now.getTime() + yearMs) {
    issues.push(issue(['send_at'], 'invalid_value', 'must be at most a year ahead'));
  }
  if (expiresAt && sendAt && expiresAt <= sendAt) {
    issues.push(issue(['expires_at'], 'invalid_value', 'must be later than send_at'));
  }
  if (body.recipient_email == null && body.userid == null) {
    issues.push(issue(['recipient_email'], 'required', 'is required when there is no userid'));
  }
  const variables = variablesOf(body.template_vars, content, context, issues);

  if (issues.length > 0 || !declaration || !content) return { ok: false, issues };
  return {
    ok: true,
    request: {
      type: declaration.type,
      ...content,
      variables,
      recipientEmail,
      userId,
      subject,
      locale,
      sendAt,
      expiresAt,
      tags: (body.tags ?? {}) as Tags, // tagsIssues found no fault
      replyTo,
    },
  };
};

type Body = { readonly [name: string]: unknown };
type Content = Pick<SendRequest, 'template' | 'html'>;

export const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const issue = (path: Issue['path'], code: Issue['code'], detail: string): Issue => ({
  path,
  code,
  detail,
});

const unknownFields = (body: Body): Issue[] =>
  Object.keys(body)
    .filter((name) => !(requestFields as readonly string[]).includes(name))
    .map((name) => {
      const near = nearest(name, requestFields);
      return issue(
        [name],
        'unknown_field',
        near ? `is not known; did you mean ${near}?` : 'is not known',
      );
    });

/** Reads optional fields; null counts as absent. */
const reader = (body: Body, issues: Issue[]) => ({
  text(name: string, fault: (text: string) => string | undefined): string | null {
    const value = body[name];
    if (value === undefined || value === null) return null;
    if (typeof value !== 'string') {
      issues.push(issue([name], 'invalid_type', 'must be a string'));
      return null;
    }
    const detail = fault(value);
    if (detail) issues.push(issue([name], 'invalid_value', detail));
    return value;
  },
  time(name: string): Date | null {
    const value = body[name];
    if (value === undefined || value === null) return null;
    const time = timeOf(value);
    if (!time) {
      issues.push(
        issue([name], 'invalid_value', 'must be an RFC 3339 time such as 2026-05-03T10:14:00Z'),
      );
    }
    return time ?? null;
  },
});

const subjectFault = (subject: string): string | undefined => {
  if (hasControlCharacters(subject)) return 'must not contain control characters';
  if (subject.trim() === '') return 'must not be empty';
  return subject.length > maxSubjectCharacters
    ? `must be at most ${maxSubjectCharacters} characters long`
    : undefined;
};

const typeOf = (
  value: unknown,
  catalogue: TypeCatalogue,
  issues: Issue[],
): TypeDeclaration | undefined => {
  const path = ['notification_type'];
  if (value === undefined || value === null) issues.push(issue(path, 'required', 'is required'));
  else if (typeof value !== 'string') issues.push(issue(path, 'invalid_type', 'must be a string'));
  else {
    const declaration = catalogue.find(value);
    if (declaration) return declaration;
    const known = catalogue.types.map((each) => each.type);
    const near = nearest(value, known);
    const hint = near ? `did you mean ${near}?` : `known types are ${known.join(', ')}`;
    issues.push(issue(path, 'invalid_value', `is not a known type; ${hint}`));
  }
  return undefined;
};

const contentOf = (
  value: unknown,
  declaration: TypeDeclaration | undefined,
  catalogue: TypeCatalogue,
  issues: Issue[],
): Content | undefined => {
  if (value !== undefined && value !== null && typeof value !== 'string') {
    issues.push(issue(['content'], 'invalid_type', 'must be a string'));
    return undefined;
  }
  if (!declaration) return undefined;
  if (value === undefined || value === null) return { template: declaration.type, html: null };
  if (templateName.test(value)) {
    if (catalogue.templateVariables(value)) return { template: value, html: null };
    const near = nearest(
      value,
      catalogue.types.map((each) => each.type),
    );
    const hint = near ? `; did you mean ${near}?` : '';
    issues.push(issue(['content'], 'invalid_value', `is not the name of a template${hint}`));
    return undefined;
  }
  if (!declaration.allowsHtmlContent) {
    const detail = `must be a template's name: ${declaration.type} does not take HTML of its own`;
    issues.push(issue(['content'], 'invalid_value', detail));
    return undefined;
  }
  if (value.trim() === '') issues.push(issue(['content'], 'too_short', 'must not be empty'));
  if (Buffer.byteLength(value) > maxHtmlBytes) {
    issues.push(issue(['content'], 'too_long', `must be at most ${maxHtmlBytes} bytes of HTML`));
  }
  if (!isKeepable(value)) {
    const detail = 'must not contain NUL or half a surrogate pair';
    issues.push(issue(['content'], 'invalid_value', detail));
  }
  return { template: declaration.type, html: value };
};

const variablesOf = (
  value: unknown,
  content: Content | undefined,
  context: { readonly catalogue: TypeCatalogue; readonly unknown: 'refuse' | 'ignore' },
  issues: Issue[],
): JsonObject => {
  const given = value ?? {};
  if (!isObject(given)) {
    issues.push(issue(['template_vars'], 'invalid_type', 'must be an object'));
    return {};
  }
  if (!content) return given;
  // HTML of the caller's own brings everything along; the template's variables are not needed.
  const schema =
    content.html === null ? context.catalogue.templateVariables(content.template) : undefined;
  const checked = schema?.check(given, context.unknown) ?? { ok: true, value: given };
  if (checked.ok) {
    issues.push(...unkeepableIssues(checked.value, ['template_vars']));
    return checked.value;
  }
  issues.push(
    ...checked.issues.map((each) => ({ ...each, path: ['template_vars', ...each.path] })),
  );
  return {};
};
