import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quotedPrintable } from './quoted-printable.ts';
import { encodedStretches } from './stretches.ts';

/** What RFC 2045 has a reader do, and nothing more forgiving. */
const decoded = (encoded: string): string =>
  Buffer.from(
    encoded
      .replaceAll('=\r\n', '')
      .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');

/** Texts made to be awkward: every script, long runs, blanks and dots at the ends of lines. */
const texts = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.constantFrom('\n', '\r\n', ' \n', '\t\r\n', '.', '\n.', '\n..\n', ' ', '  ', '=', '=\n'),
      fc.constantFrom(
        'From ',
        '\nFrom me',
        'F',
        '\nF',
        '=3D',
        '=_',
        '--',
        '\r',
        '\0',
        '\ud83d',
        '\u2028',
      ),
      fc.constantFrom('🎉', '👩‍👩‍👧', 'Ω', '株式会社', 'مرحبا', '\ufeff'),
      fc.nat(160).map((length) => 'x'.repeat(length)),
      fc.nat(90).map((length) => '\u00fc'.repeat(length)),
      fc.nat(90).map((length) => ' '.repeat(length)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

/** As a reader gets it: breaks are CRLF, half a character is none. */
const canonical = (text: string): string =>
  text.replace(/\r?\n/g, '\r\n').replace(/\p{Cs}/gu, '\ufffd');

const badLinesOf = (encoded: string): readonly string[] =>
  encoded
    .split('\r\n')
    .filter(
      (line) =>
        line.length > 76 ||
        /[ \t]$|^\.|^From /.test(line) ||
        !/^(?:[\x20-\x3c\x3e-\x7e\t]|=[0-9A-F]{2})*=?$/.test(line),
    );

describe('a text in quoted-printable', () => {
  it('is the text again when it is read', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const encoded = quotedPrintable(text);

        expect(badLinesOf(encoded)).toEqual([]);
        expect(decoded(encoded)).toBe(canonical(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('is left as it is where nothing asks for more', () => {
    expect(quotedPrintable('Hello Ada,\n\nsee https://a.example/x?y\n')).toBe(
      'Hello Ada,\r\n\r\nsee https://a.example/x?y\r\n',
    );
  });

  it('keeps a character on one line', () => {
    const lines = quotedPrintable('🎉'.repeat(50)).split('=\r\n');

    expect(lines.map((line) => decoded(line)).join('')).toBe('🎉'.repeat(50));
    expect(lines.some((line) => decoded(line).includes('\ufffd'))).toBe(false);
  });

  it('that ends in many blanks is no trouble', () => {
    expect(decoded(quotedPrintable(`x${' '.repeat(100_000)}`))).toHaveLength(100_001);
  });
});

describe('stretches in quoted-printable', () => {
  /** A `\r` at an end would meet a `\n` of the next stretch, and the two are one break. */
  const parts = fc.array(
    fc.record({
      text: texts.filter((text) => !text.endsWith('\r') && !/\p{Cs}/u.test(text)),
      isFixed: fc.boolean(),
    }),
    { maxLength: 6 },
  );

  it('are the text that they make when they are joined', () => {
    fc.assert(
      fc.property(parts, (stretches) => {
        const encoded = encodedStretches(stretches);

        expect(badLinesOf(encoded)).toEqual([]);
        expect(decoded(encoded)).toBe(canonical(stretches.map(({ text }) => text).join('')));
        expect(encodedStretches(stretches)).toBe(encoded);
      }),
      { numRuns: 2000 },
    );
  });

  it('begin lines of their own, so what is fixed is the same in every mail', () => {
    const fixed = { text: '<p>Hello </p>', isFixed: true };
    const drawn = (text: string) => encodedStretches([fixed, { text, isFixed: false }, fixed]);

    expect(drawn('Ada')).toBe('<p>Hello </p>=\r\nAda=\r\n<p>Hello </p>');
    expect(drawn('.Zoë')).toBe('<p>Hello </p>=\r\n=2EZo=C3=AB=\r\n<p>Hello </p>');
  });
});
