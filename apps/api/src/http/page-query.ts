import { z } from '@hono/zod-openapi';
import { type TypeCatalogue, timeOf } from '@postroom/domain';
import { statusSchema } from '../openapi/schemas.ts';
import { idBefore } from './cursor.ts';

const maxLimit = 200;
const timeFault = 'must be an RFC 3339 time such as 2026-05-03T10:14:00Z';

export const moment = (description: string) =>
  z
    .string()
    .transform((text, context) => {
      const time = timeOf(text);
      if (time) return time;
      context.addIssue({ code: 'custom', message: timeFault });
      return z.NEVER;
    })
    .optional()
    .openapi({ type: 'string', format: 'date-time', description });

/** Parameters of every list of notifications. */
export const pageQuery = z.object({
  limit: z
    .string()
    .regex(/^\d{1,6}$/, `must be a whole number from 1 to ${maxLimit}`)
    .transform(Number)
    .refine((n) => n >= 1 && n <= maxLimit, `must be a whole number from 1 to ${maxLimit}`)
    .default(50)
    .openapi({ type: 'integer', minimum: 1, maximum: maxLimit, default: 50 }),
  cursor: z
    .string()
    .refine((text) => idBefore(text) !== undefined, 'must be the next_cursor of an earlier page')
    .transform((text) => idBefore(text) ?? '')
    .optional()
    .openapi({ type: 'string' }),
  status: statusSchema.optional(),
  type: z.string().optional(),
  since: moment('Accepted at or after.'),
  until: moment('Accepted before.'),
});

/** A parameter that must be one of these types. */
export const knownType = ({ types }: TypeCatalogue) => {
  const names = types.map(({ type }) => type);
  const detail = `must be one of ${names.join(', ')}`;
  return z
    .string()
    .refine((name) => names.includes(name), detail)
    .optional();
};
