/** Characters of a header's line that RFC 5322 recommends at most, of which 76 hold an encoded word (RFC 2047). */
const longest = 76;

/**
 * One header whose value is any text, folded (RFC 5322 section 2.2.3). What is not plain ASCII, or
 * would not survive folding, becomes encoded words. A single word that is longer than a line stays
 * whole: it is a link or an id, and whoever looks for it looks for its letters.
 * @param value without control characters.
 */
export const headerOf = (name: string, value: string): string =>
  isPlain(value) ? folded(name, value.split(' ')) : folded(name, encodedWords(value, name.length));

/** The same for words that are encoded already. */
export const folded = (name: string, words: readonly string[]): string => {
  let header = `${name}:`;
  let column = header.length;
  for (const [index, word] of words.entries()) {
    const isTooLong = column + 1 + word.length > longest && index > 0;
    header += isTooLong ? `\r\n ${word}` : ` ${word}`;
    column = isTooLong ? 1 + word.length : column + 1 + word.length;
  }
  return `${header}\r\n`;
};

/** Words with one blank between each two, none of which could be taken for an encoded one. */
const isPlain = (value: string): boolean =>
  /^(?:[\x21-\x7e]{1,900}(?: [\x21-\x7e]{1,900})*)?$/.test(value) && !value.includes('=?');

/**
 * A text in any script as encoded words, which readers join again without the blanks between them.
 * @param taken Columns of the first line that are taken already, beside a colon and a blank.
 */
export const encodedWords = (text: string, taken: number): readonly string[] => {
  const words: string[] = [];
  let chunk = '';
  let bytes = 0;
  let room = bytesIn(Math.min(longest - taken - 2, longest - 1));
  for (const character of text) {
    const size = Buffer.byteLength(character);
    if (bytes + size > room && chunk !== '') {
      words.push(encodedWord(chunk));
      chunk = '';
      bytes = 0;
      room = bytesIn(longest - 1);
    }
    chunk += character;
    bytes += size;
  }
  return [...words, encodedWord(chunk)];
};

/** Bytes that an encoded word of so many columns holds; never so few that a character does not fit. */
const bytesIn = (columns: number): number =>
  Math.max(4, Math.floor((columns - '=?UTF-8?B??='.length) / 4) * 3);

const encodedWord = (text: string): string => `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;
