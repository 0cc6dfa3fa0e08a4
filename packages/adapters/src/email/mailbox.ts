import { domainToASCII } from 'node:url';

/** Who mail comes from. */
export interface Sender {
  readonly address: string;
  /** The display name, in any script. */
  readonly name?: string | undefined;
}

/**
 * `"Ada's Shop, Inc." <mail@example.com>`: the name always as a quoted string (RFC 5322 section
 * 3.2.4), so that a comma in it never starts a second address.
 */
export const mailboxOf = (sender: Sender): string =>
  sender.name ? `"${sender.name.replace(/[\\"]/g, '\\$&')}" <${sender.address}>` : sender.address;

/** The bare address of a mailbox with or without a display name. */
export const addressOf = (mailbox: string): string =>
  /<([^<>]*)>\s*$/.exec(mailbox)?.[1] ?? mailbox.trim();

/** The domain of an address, in ASCII: a Message-ID knows no other letters (RFC 5322 section 3.6.4). */
export const domainOf = (address: string): string => {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return domainToASCII(domain) || domain;
};
