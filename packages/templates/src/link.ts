/**
 * Whether a value may stand in an `href`: an absolute http or https address, or a mailto one.
 * Browsers skip spaces and control characters when they look for a scheme, so a value that holds
 * one anywhere is no link at all.
 */
export const isLink = (value: string): boolean =>
  shape.test(value) && !unprintable.test(value) && URL.canParse(value);

/** The value itself when it is a link, else an address that leads nowhere. */
export const linkOrNothing = (value: string): string => (isLink(value) ? value : '#');

const shape = /^(?:https?:\/\/[^/\\?#]|mailto:[^/\\?#])/i;
const unprintable = /[\s\p{Cc}\p{Cs}\u2028\u2029]/u;
