import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepable, keepableJson } from './columns.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\0', '\ud800', '\udfff!', '\\u0000', '\\\\ud83d', '\u{1f600}', '"\\'),
);

test('a JSON value is kept as it is but for what Postgres cannot keep', () => {
  fc.assert(
    fc.property(
      fc.array(anyText),
      fc.dictionary(fc.constantFrom('a', 'b'), anyText),
      (list, fields) => {
        const kept = JSON.parse(keepableJson({ list, fields, count: 1, none: null }));

        expect(kept).toEqual({
          list: list.map(keepable),
          fields: Object.fromEntries(
            Object.entries(fields).map(([name, text]) => [name, keepable(text)]),
          ),
          count: 1,
          none: null,
        });
      },
    ),
  );
});

test.each([
  ['', ''],
  ['plain', 'plain'],
  ['a\0b', 'a\ufffdb'],
  ['\ud83d', '\ufffd'],
  ['\u{1f600}', '\u{1f600}'],
])('%j is kept as %j', (text, kept) => {
  expect(keepable(text)).toBe(kept);
});
