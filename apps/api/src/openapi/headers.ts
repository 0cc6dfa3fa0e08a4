import { z } from '@hono/zod-openapi';

/** Headers that every route which hands in takes. */
export const acceptHeaders = z.object({
  'Idempotency-Key': z.string().min(1).max(255).optional().openapi({
    description:
      'A repetition within 48 hours with the same key and body is answered with what the first was answered.',
  }),
  'X-Correlation-ID': z.string().min(1).max(128).optional().openapi({
    description: 'Found again in the notification, its mail, log lines and events.',
  }),
});

export const ifMatch = z.object({
  'If-Match': z.string().optional().openapi({
    description: 'The `ETag` that the change rests on; refused with 412 when it is no longer it.',
  }),
});

export const ifNoneMatch = z.object({
  'If-None-Match': z.string().optional().openapi({
    description: 'An `ETag` that was read before; answered with 304 while it is still it.',
  }),
});
