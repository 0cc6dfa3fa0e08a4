/**
 * Values that come from outside and travel into headers, keys and addresses. Each check answers
 * with the sentence that says what was expected, or undefined when the value is good. Control
 * characters are refused, never cleaned: a cleaned header hides an attack.
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controlCharacters = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\p{Cs}]/u;

/** Control characters, line and paragraph separators, and halves of surrogate pairs. */
export const hasControlCharacters = (text: string): boolean => controlCharacters.test(text);

/** One address as in RFC 5321: local part to 64 octets, 254 in all; a plain mailbox without a display name. */
export const emailAddressFault = (text: string): string | undefined => {
  if (hasControlCharacters(text)) return 'must not contain control characters';
  if (Buffer.byteLength(text) > 254) return 'must be at most 254 bytes long';
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  if (at < 1 || Buffer.byteLength(local) > 64 || !isLocalPart(local) || !isDomain(domain)) {
    return 'must be an email address such as ada@example.com';
  }
  return undefined;
};

const isLocalPart = (local: string): boolean =>
  /^[^\s@<>()[\]\\,;:"]+$/u.test(local) &&
  !local.startsWith('.') &&
  !local.endsWith('.') &&
  !local.includes('..');

const isDomain = (domain: string): boolean =>
  domain.length <= 253 &&
  domain
    .split('.')
    .every((label) => /^[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u.test(label));

/** `[A-Za-z0-9._:@|~+=-]`, 1 to 128 characters. */
export const userIdFault = (text: string): string | undefined =>
  /^[A-Za-z0-9._:@|~+=-]{1,128}$/.test(text)
    ? undefined
    : 'must be 1 to 128 of the characters A-Z a-z 0-9 . _ : @ | ~ + = -';

/** What two spellings of one mailbox have in common; addresses are compared without regard to case. */
export const normalAddress = (address: string): string => address.toLowerCase();

const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Whether a text is a notification's id: a UUIDv7 in lower case (RFC 9562). */
export const isNotificationId = (text: string): boolean => idPattern.test(text);
