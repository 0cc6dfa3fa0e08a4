import fc from 'fast-check';

/** Texts with what databases, headers and objects take amiss among them. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\0', '\ud800', 'a\r\nb', '\u2028', '__proto__', 'constructor', 'toString', ''),
);
const anyValue = fc.oneof(fc.jsonValue(), anyText);
const anyDictionary = (values: fc.Arbitrary<unknown>) => fc.dictionary(anyText, values);

/** Names that the API knows with whatever values, so that the checks of each field are reached. */
const almostRequest = fc.record(
  {
    notification_type: fc.oneof(
      fc.constantFrom('welcome', 'marketing', 'email_verification', 'order_confirmation'),
      anyValue,
    ),
    template_vars: fc.oneof(
      anyDictionary(anyValue),
      fc.record(
        { username: anyValue, verification_link: fc.webUrl(), items: fc.jsonValue() },
        { requiredKeys: [] },
      ),
    ),
    recipient_email: fc.oneof(fc.emailAddress(), anyValue),
    userid: fc.oneof(fc.constant('u-1'), anyValue),
    subject: anyValue,
    content: fc.oneof(fc.constant('welcome'), anyValue),
    locale: anyValue,
    send_at: fc.oneof(fc.date({ noInvalidDate: true }), anyValue),
    expires_at: anyValue,
    tags: fc.oneof(anyDictionary(anyText), anyValue),
    reply_to: anyValue,
    idempotency_key: anyValue,
  },
  { requiredKeys: [] },
);

const accepted = fc.record({
  notification_type: fc.constant('welcome'),
  recipient_email: fc.constant('ada@example.com'),
  template_vars: fc.record({ username: fc.constantFrom('Ada', 'Grace') }),
});
const request = fc.oneof(accepted, almostRequest);

const preferences = fc.oneof(
  fc.record({
    userid: fc.constantFrom('u-1', 'u-2'),
    notification_email: fc.constant('ada@example.com'),
    preferences: fc.constantFrom({}, { welcome: false }),
  }),
  fc.record(
    {
      userid: anyValue,
      notification_email: fc.oneof(fc.constant('ada@example.com'), anyValue),
      preferences: fc.oneof(anyDictionary(fc.oneof(fc.boolean(), anyValue)), anyValue),
    },
    { requiredKeys: [] },
  ),
);

const operation = fc.record(
  {
    status: fc.oneof(fc.constantFrom('sent', 'failed'), anyValue),
    filter: fc.oneof(anyDictionary(anyValue), anyValue),
    dry_run: fc.oneof(fc.boolean(), anyValue),
  },
  { requiredKeys: [] },
);

/** Any JSON, most of it near to what the route at this path takes. */
export const anyJsonFor = (path: string): fc.Arbitrary<unknown> => {
  const list = fc.oneof(fc.array(request, { maxLength: 4 }), fc.jsonValue());
  const near = path.endsWith('/batch')
    ? fc.record({ notifications: list })
    : /\/(send|preview)$/.test(path)
      ? request
      : path.includes('/preferences')
        ? fc.oneof(
            preferences,
            preferences.map(({ userid: _, ...rest }) => rest),
          )
        : operation;
  return fc.oneof(
    { weight: 4, arbitrary: near },
    { weight: 1, arbitrary: fc.jsonValue({ depthSize: 'large' }) },
  );
};

/** Any bytes as a body, or any JSON. */
export const anyBodyFor = (path: string): fc.Arbitrary<string | Uint8Array<ArrayBuffer>> =>
  fc.oneof(
    anyJsonFor(path).map((value) => JSON.stringify(value).slice(0, -1)),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => new Uint8Array(bytes)),
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
