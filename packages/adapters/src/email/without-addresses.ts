/** Longest detail that is kept, in characters: a verdict, not a server's essay. */
const longest = 500;

const anyAddress = /<[^<>\s]*@[^<>\s]*>|[^\s<>"'(),;:[\]]+@[^\s<>"'(),;:[\]]+/gu;

/**
 * What a server or a driver said, fit to be stored and logged: on one line, shortened to 500
 * characters, without mail addresses. Servers like to quote the recipient, also as
 * `ada=example.com` or `ada%40example.com`.
 * @param known addresses of this message, found in those other spellings too.
 */
export const withoutAddresses = (text: string, known: readonly string[] = []): string => {
  const line = text.replace(/\s+/gu, ' ').trim();
  const withoutKnown = known.flatMap(spellings).reduce(replaceAll, line);
  return withoutKnown.replace(anyAddress, '[address]').slice(0, longest);
};

const spellings = (address: string): readonly string[] =>
  address.includes('@')
    ? [address, address.replaceAll('@', '='), address.replaceAll('@', '%40')]
    : [];

const replaceAll = (text: string, secret: string): string =>
  text.replace(new RegExp(`<?${escaped(secret)}>?`, 'giu'), '[address]');

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
