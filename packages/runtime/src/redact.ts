const censor = '[redacted]';

const secretKeys = new Set([
  'templatevars',
  'variables',
  'recipientemail',
  'notificationemail',
  'email',
  'emails',
  'recipient',
  'recipients',
  'to',
  'cc',
  'bcc',
  'replyto',
  'content',
  'html',
  'body',
]);

/** Endings catch `resend_api_key`, `set-cookie`, `verify_token`, `resetLink` and their like. */
const secretEndings =
  /(?:authorization|cookie|password|passwd|secret|token|apikey|privatekey|link)$/;

const deepest = 6;
const longestList = 100;

/**
 * A copy of what is to be logged in which values under secret keys are replaced, at any depth down
 * to six, and errors are described. Keys are compared without regard to case, `_` and `-`.
 */
export const redact = (fields: Record<string, unknown>): Record<string, unknown> =>
  redactObject(fields, 0);

const redactObject = (fields: object, depth: number): Record<string, unknown> => {
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) {
    copy[key] = isSecretKey(key) && value !== undefined ? censor : redactValue(value, depth + 1);
  }
  return copy;
};

const redactValue = (value: unknown, depth: number): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return describeError(value, depth);
  if (depth > deepest) return '[deep]';
  if (Array.isArray(value)) {
    return value.slice(0, longestList).map((item) => redactValue(item, depth + 1));
  }
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  // Dates and the like say themselves how they are written.
  if ('toJSON' in value) return value;
  return redactObject(value, depth);
};

/**
 * Type, message, code, stack and causes, nothing else: errors of drivers carry queries and their
 * parameters, which hold addresses and variables.
 */
const describeError = (error: Error, depth: number): Record<string, unknown> => ({
  type: error.name,
  message: withoutParameters(error.message),
  ...('code' in error && { code: error.code }),
  ...(error.stack && { stack: withoutParameters(error.stack) }),
  ...(error.cause !== undefined &&
    depth <= deepest && { cause: redactValue(error.cause, depth + 1) }),
  ...(error instanceof AggregateError &&
    depth <= deepest && { errors: redactValue(error.errors, depth + 1) }),
});

/** Drizzle puts the values of a failed query behind the word `params:` in its message. */
const withoutParameters = (text: string): string =>
  text.includes('\nparams: ') ? text.replace(/\nparams: [\s\S]*?(?=\n {4}at |$)/, '') : text;

const known = new Map<string, boolean>();

/** Keys come from code, so there are few; the bound is for those that do not. */
const isSecretKey = (key: string): boolean => {
  const cached = known.get(key);
  if (cached !== undefined) return cached;
  const plain = key.toLowerCase().replace(/[_-]/g, '');
  const isSecret = secretKeys.has(plain) || secretEndings.test(plain);
  if (known.size < 1_000) known.set(key, isSecret);
  return isSecret;
};

const urlCredentials = /([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@"'\\]{1,512}@/gi;
const address = /[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}\b/gi;
const apiKey = /\b(pr_(?:live|test)_|re_|whsec_|bearer )[\w+/=.-]{8,}/gi;

/** Replaces credentials, addresses and keys in a text by their shape; safe on a line of JSON. */
export const censorText = (text: string): string => {
  const withoutAddresses = text.includes('@')
    ? text.replace(urlCredentials, `$1${censor}@`).replace(address, censor)
    : text;
  return withoutAddresses.replace(apiKey, `$1${censor}`);
};
