import { z } from '@hono/zod-openapi';

/** Fields by which notifications are found, in lists and in operations on many. */

/** A text without anything that no stored value can hold. */
export const plain = (description: string) =>
  z
    .string()
    .regex(/^[\x20-\x7e]{1,128}$/, 'must be 1 to 128 printable ASCII characters')
    .optional()
    .openapi({ type: 'string', description });

export const sound = (fault: (text: string) => string | undefined, description: string) =>
  z
    .string()
    .superRefine((text, refinement) => {
      const message = fault(text);
      if (message) refinement.addIssue({ code: 'custom', message });
    })
    .optional()
    .openapi({ type: 'string', description });

export const queueField = z
  .enum(['critical', 'standard', 'bulk'], { error: 'must be critical, standard or bulk' })
  .optional();

export const tagField = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}:[^\0\p{Cs}]{0,256}$/u, 'must be name:value')
  .transform((text) => {
    const colon = text.indexOf(':');
    return { name: text.slice(0, colon), value: text.slice(colon + 1) };
  })
  .optional()
  .openapi({ type: 'string', description: 'As `name:value`.', example: 'campaign:spring' });
