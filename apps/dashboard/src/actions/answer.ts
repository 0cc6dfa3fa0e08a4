import type { Context } from 'hono';

type Status = 403 | 404 | 409 | 500 | 503;

const headlines = {
  403: 'ERRORS.FORBIDDEN',
  404: 'ERRORS.JOB_NOT_FOUND',
  409: 'ERRORS.FORBIDDEN',
  500: 'ERRORS.INTERNAL_SERVER_ERROR',
  503: 'ERRORS.INTERNAL_SERVER_ERROR',
} as const satisfies Record<Status, string>;

/** A refusal in the shape that Bull Board shows to a person: a headline it knows, and our sentence. */
export const refuse = (c: Context, status: Status, message: string): Response =>
  c.json({ error: { key: headlines[status] }, message }, status);
