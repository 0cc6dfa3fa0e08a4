const text = { type: 'string' } as const;

/** Headers of answers; routes and `complete` refer to them. */
export const responseHeaders = {
  'X-Correlation-ID': {
    description: "The caller's, or one that was made; the log lines of the request carry it.",
    required: true,
    schema: { ...text, minLength: 1, maxLength: 128 },
    example: 'signup-42',
  },
  Location: {
    description: 'Where it can be read.',
    required: true,
    schema: { ...text, format: 'uri-reference' },
    example: '/notifications/019ff0a4-5c1e-7b7a-9d3c-2f6a1f0c9e11',
  },
  ETag: {
    description: 'Changes with every change; for `If-Match` and `If-None-Match`.',
    required: true,
    schema: { ...text, pattern: '^"[0-9]+"$' },
    example: '"3"',
  },
  'Idempotent-Replayed': {
    description: 'There when this is the answer of an earlier request with the same key.',
    schema: { ...text, const: 'true' },
    example: 'true',
  },
  'X-Postroom-Position': {
    description:
      'There where a standby answers reads: brought back with a read, it makes the answer show this write.',
    schema: { ...text, pattern: '^[0-9A-F]{1,8}/[0-9A-F]{1,8}$' },
    example: '0/3018AB0',
  },
  'Retry-After': {
    description: 'Seconds after which to try again.',
    schema: { type: 'integer', minimum: 0 },
    example: 2,
  },
  RateLimit: {
    description: "What is left of the caller's limit, and the seconds until there is more.",
    schema: text,
    example: '"key";r=999;t=1',
  },
  'RateLimit-Policy': {
    description: 'The limit: requests and the seconds they are counted over.',
    schema: text,
    example: '"key";q=1000;w=1',
  },
  'WWW-Authenticate': {
    description: 'How to authenticate, or the scope that is lacking (RFC 6750).',
    schema: text,
    example: 'Bearer realm="postroom"',
  },
  Allow: {
    description: 'The methods that this path takes.',
    required: true,
    schema: text,
    example: 'GET, HEAD',
  },
} as const;

export type HeaderName = keyof typeof responseHeaders;

export const headerReference = (name: HeaderName) => ({ $ref: `#/components/headers/${name}` });
