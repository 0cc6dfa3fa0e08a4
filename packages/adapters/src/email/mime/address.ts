import { domainToASCII, domainToUnicode } from 'node:url';
import { encodedWords, folded } from './header.ts';

/**
 * A header that holds one mailbox, with or without a display name. A name in another script becomes
 * encoded words. So does a domain its ASCII form, except beside a local part in another script:
 * that one needs a server with SMTPUTF8 (RFC 6532), where both are written as they are.
 * @param mailbox an address, or `"name" <address>`.
 */
export const addressHeader = (header: string, mailbox: string): string => {
  const [, quoted, bare, angled] = shape.exec(mailbox) ?? [];
  const name = quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '';
  if (angled === undefined) return folded(header, [inWireForm(mailbox.trim())]);
  const address = `<${inWireForm(angled)}>`;
  return folded(header, name === '' ? [address] : [...phraseOf(name, header.length), address]);
};

const shape = /^\s*(?:"((?:[^"\\]|\\.)*)"|([^"<>]*?))\s*<([^<>]+)>\s*$/;

/** A quoted string always, so that no comma starts a second address; encoded where that is not enough. */
const phraseOf = (name: string, taken: number): readonly string[] =>
  /^[\x20-\x7e]{1,56}$/.test(name) && !name.includes('=?')
    ? [`"${name.replace(/[\\"]/g, '\\$&')}"`]
    : encodedWords(name, taken);

/** An address as a header and the envelope have it. */
export const inWireForm = (address: string): string => {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  const isAscii = /^[\x21-\x7e]*$/.test(local);
  return `${local}@${(isAscii ? domainToASCII(domain) : domainToUnicode(domain)) || domain}`;
};
