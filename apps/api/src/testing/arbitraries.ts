import fc from 'fast-check';

/** Names that the API knows with whatever values, so that the checks of each field are reached. */
const almostRequest = fc.record(
  {
    notification_type: fc.oneof(
      fc.constantFrom('welcome', 'marketing', 'email_verification', 'order_confirmation'),
      fc.jsonValue(),
    ),
    template_vars: fc.oneof(
      fc.jsonValue(),
      fc.record(
        { username: fc.jsonValue(), verification_link: fc.webUrl(), items: fc.jsonValue() },
        { requiredKeys: [] },
      ),
    ),
    recipient_email: fc.oneof(fc.emailAddress(), fc.jsonValue()),
    userid: fc.oneof(fc.constant('u-1'), fc.jsonValue()),
    subject: fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()),
    content: fc.oneof(fc.constant('welcome'), fc.string({ unit: 'binary' }), fc.jsonValue()),
    locale: fc.jsonValue(),
    send_at: fc.oneof(fc.date({ noInvalidDate: true }), fc.jsonValue()),
    expires_at: fc.jsonValue(),
    tags: fc.oneof(fc.dictionary(fc.string(), fc.string()), fc.jsonValue()),
    reply_to: fc.jsonValue(),
    idempotency_key: fc.oneof(fc.string(), fc.jsonValue()),
  },
  { requiredKeys: [] },
);

const almostAccepted = fc.record({
  notification_type: fc.constant('welcome'),
  recipient_email: fc.constant('ada@example.com'),
  template_vars: fc.record({ username: fc.string({ unit: 'binary', minLength: 1 }) }),
});

const almostPreferences = fc.record(
  {
    userid: fc.oneof(fc.constant('u-1'), fc.jsonValue()),
    notification_email: fc.oneof(fc.emailAddress(), fc.jsonValue()),
    preferences: fc.oneof(fc.dictionary(fc.string(), fc.boolean()), fc.jsonValue()),
  },
  { requiredKeys: [] },
);

const almostOperation = fc.record(
  {
    status: fc.oneof(fc.constantFrom('sent', 'failed'), fc.jsonValue()),
    filter: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
    dry_run: fc.oneof(fc.boolean(), fc.jsonValue()),
  },
  { requiredKeys: [] },
);

/** Any JSON, most of it near to what some route takes. */
export const anyJson = fc.oneof(
  fc.jsonValue({ depthSize: 'large' }),
  almostRequest,
  almostAccepted,
  fc.record({
    notifications: fc.oneof(
      fc.array(fc.oneof(almostAccepted, almostRequest), { maxLength: 4 }),
      fc.jsonValue(),
    ),
  }),
  almostPreferences,
  almostOperation,
);

/** Any bytes as a body, or any JSON. */
export const anyBody = fc.oneof(
  { weight: 4, arbitrary: anyJson.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => new Uint8Array(bytes)) },
);

/** Header values that HTTP itself lets through: tabs, printable ASCII, and what is beyond. */
const headerText = fc
  .array(
    fc.integer({ min: 0x20, max: 0xff }).filter((code) => code !== 0x7f),
    { maxLength: 300 },
  )
  .map((codes) => String.fromCharCode(...codes));

/** Headers that the API reads. */
export const anyHeaders = fc.dictionary(
  fc.constantFrom(
    'idempotency-key',
    'if-match',
    'if-none-match',
    'x-correlation-id',
    'traceparent',
    'accept',
    'accept-encoding',
    'content-length',
    'content-type',
    'content-encoding',
    'range',
    'origin',
    'x-http-method-override',
    'x-postroom-position',
  ),
  fc.oneof(
    headerText,
    fc.constantFrom('"1"', 'W/"1"', '*', 'application/json', 'gzip', '', '-1', '1e9', '"\\"'),
  ),
  { maxKeys: 4 },
);

/** Text for a path or a query, encoded; lone surrogates cannot travel in a URL. */
export const anyUrlText = fc
  .string({ unit: 'binary', maxLength: 40 })
  .map((text) => encodeURIComponent(text.replaceAll(/\p{Cs}/gu, '')));
