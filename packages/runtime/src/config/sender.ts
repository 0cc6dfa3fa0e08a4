import { z } from 'zod';
import type { Kind } from './kind.ts';

/** Who a mail is from. */
export interface Sender {
  readonly address: string;
  /** The display name, if one was given. */
  readonly name: string | undefined;
  /** The part after the @; the domain of every `Message-ID`. */
  readonly domain: string;
}

const addressShape =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)$/;
const named = /^(?:"([^"\\<>\p{Cc}]{1,128})"|([^"\\<>,;@\p{Cc}]{1,128}?))\s*<([^<>\s]+)>$/u;

/** `a@b.c`, `Name <a@b.c>` or `"Name, Inc." <a@b.c>`. */
export const sender: Kind<Sender> = {
  schema: z
    .string()
    .trim()
    .transform((text, context) => {
      const [, quoted, plain, bracketed] = named.exec(text) ?? [];
      const address = bracketed ?? text;
      const [, domain] = addressShape.exec(address) ?? [];
      if (domain) return { address, name: (quoted ?? plain)?.trim() || undefined, domain };
      context.addIssue('not a sender');
      return z.NEVER;
    }),
  expects: 'an address or a name with an address in angle brackets',
  example: 'Postroom <post@example.com>',
};
