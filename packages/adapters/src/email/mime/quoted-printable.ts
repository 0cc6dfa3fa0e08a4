/**
 * The quoted-printable encoding of texts (RFC 2045 section 6.7): ASCII, lines of at most 76
 * characters, breaks as CRLF. Beyond what the RFC asks, no character is torn apart over two lines,
 * and a dot or a "From " at the beginning of an encoded line is encoded too, so that no server on
 * the way has a reason to change the line.
 *
 * `\n` and `\r\n` are line breaks; a `\r` alone is data. Half a surrogate pair becomes U+FFFD.
 */
export const quotedPrintable = (text: string): string => {
  if (needsNothing.test(text)) return text;
  const bytes = Buffer.from(text);
  const encoded = Buffer.allocUnsafe(bytes.length * mostPerByte + softBreak.length);
  let length = 0;
  let column = 0;
  for (let at = 0; at < bytes.length; ) {
    const breakSize = breakAt(bytes, at);
    if (breakSize > 0) {
      length += encoded.write('\r\n', length, 'latin1');
      column = 0;
      at += breakSize;
      continue;
    }
    const byte = bytes[at] ?? 0;
    const isPlain = standsForItself(bytes, at, column);
    const size = isPlain ? 1 : sizeFrom(byte);
    const columns = isPlain ? 1 : 3 * size;
    if (column + columns > longest) {
      length += encoded.write(softBreak, length, 'latin1');
      column = 0;
      continue;
    }
    if (isPlain) encoded[length++] = byte;
    else for (const each of bytes.subarray(at, at + size)) length = writeHex(encoded, length, each);
    column += columns;
    at += size;
  }
  return encoded.toString('latin1', 0, length);
};

/** What stands at the end of an encoded line whose text goes on in the next. */
export const softBreak = '=\r\n';

/** One column less than a line may have is for the sign of a soft break. */
const longest = 75;

/** Three characters for a byte, and a soft break for every line that holds but 63 columns of them. */
const mostPerByte = 3.25;

/** One short line that goes as it is. */
const needsNothing = /^(?!\.|From )(?:[\x20-\x3c\x3e-\x7e]{0,74}[\x21-\x3c\x3e-\x7e])?$/;

const [tab, lineFeed, carriageReturn, blank, dot, equals, letterF, last] = [
  0x09, 0x0a, 0x0d, 0x20, 0x2e, 0x3d, 0x46, 0x7e,
];

/** Bytes of the line break at this place; 0 when there is none. */
const breakAt = (bytes: Buffer, at: number): number => {
  if (bytes[at] === lineFeed) return 1;
  return bytes[at] === carriageReturn && bytes[at + 1] === lineFeed ? 2 : 0;
};

const standsForItself = (bytes: Buffer, at: number, column: number): boolean => {
  const byte = bytes[at] ?? 0;
  if (byte === blank || byte === tab) return at + 1 < bytes.length && breakAt(bytes, at + 1) === 0;
  if (byte < blank || byte > last || byte === equals) return false;
  if (column > 0) return true;
  // What SMTP doubles, and what mailboxes kept in one file take for the next mail.
  return byte !== dot && !(byte === letterF && bytes.toString('latin1', at, at + 5) === 'From ');
};

/** Bytes of the UTF-8 character that begins with this one. */
const sizeFrom = (byte: number): number =>
  byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;

const digits = Buffer.from('0123456789ABCDEF');

const writeHex = (target: Buffer, at: number, byte: number): number => {
  target[at] = equals;
  target[at + 1] = digits[byte >> 4] ?? 0;
  target[at + 2] = digits[byte & 15] ?? 0;
  return at + 3;
};
