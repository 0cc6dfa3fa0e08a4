import { createHash, createVerify } from 'node:crypto';

/**
 * Whether a mail's DKIM signature is right, read from RFC 6376 for `rsa-sha256` and
 * `relaxed/relaxed`, and which headers it covers. It shares nothing with the code that signs.
 */
export const verifyDkim = (
  source: string,
  publicKey: string,
): { readonly isRight: boolean; readonly covered: readonly string[] } => {
  const end = source.indexOf('\r\n\r\n');
  const headers = source.slice(0, end).split(/\r\n(?![ \t])/);
  const signature = headers.find((header) => /^dkim-signature:/i.test(header)) ?? '';
  const tags = tagsOf(signature.slice(signature.indexOf(':') + 1));
  const covered = (tags.get('h') ?? '').split(':').map((name) => name.trim().toLowerCase());

  const bodyHash = createHash('sha256')
    .update(relaxedBody(source.slice(end + 4)), 'latin1')
    .digest('base64');
  const unused = headers.toReversed();
  const signed = covered.flatMap((name) => {
    const at = unused.findIndex((header) => header.toLowerCase().startsWith(`${name}:`));
    return at < 0 ? [] : unused.splice(at, 1).map((header) => `${relaxedHeader(header)}\r\n`);
  });
  const unsigned = relaxedHeader(signature.replace(/(;\s*b=)[^;]*/, '$1'));
  const isSigned = createVerify('RSA-SHA256')
    .update(signed.join('') + unsigned, 'latin1')
    .verify(publicKey, tags.get('b') ?? '', 'base64');
  return { isRight: isSigned && tags.get('bh') === bodyHash, covered };
};

const tagsOf = (list: string): ReadonlyMap<string, string> =>
  new Map(
    list.split(';').map((tag) => {
      const [name = '', ...value] = tag.split('=');
      return [name.trim(), value.join('=').replace(/\s/g, '')];
    }),
  );

const relaxedHeader = (header: string): string => {
  const at = header.indexOf(':');
  const value = header
    .slice(at + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ');
  return `${header.slice(0, at).trim().toLowerCase()}:${value.trim()}`;
};

const relaxedBody = (body: string): string => {
  const lines = body.split('\r\n').map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''));
  const text = lines.join('\r\n').replace(/(?:\r\n)+$/, '');
  return text === '' ? '' : `${text}\r\n`;
};
