import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cut, markerFor, type Segments } from './segments.ts';

const fill = ({ pieces, slots }: Segments, values: Readonly<Record<string, string>>): string =>
  pieces.map((piece, index) => piece + (values[slots[index] ?? ''] ?? '')).join('');

test('a document that was cut and filled again is the document with its variables in place', () => {
  const word = fc.constantFrom('username', 'reset_link');
  const piece = fc.string({ unit: 'binary', maxLength: 12 });
  fc.assert(
    fc.property(fc.array(fc.tuple(piece, word)), piece, piece, piece, (parts, end, name, link) => {
      const markers = { username: markerFor(0, 'text'), reset_link: markerFor(11, 'link') };
      const values = { username: name, reset_link: link };
      const drawnWith = (given: typeof values) =>
        parts.map(([before, slot]) => before + given[slot]).join('') + end;

      const names = new Map(Object.entries(markers).map(([slot, marker]) => [marker, slot]));
      const segments = cut(drawnWith(markers), names);

      expect(segments.pieces).toHaveLength(segments.slots.length + 1);
      expect(fill(segments, values)).toBe(drawnWith(values));
    }),
  );
});

test('no marker is part of another', () => {
  const markers = Array.from({ length: 120 }, (_, index) =>
    markerFor(index, index % 2 === 0 ? 'text' : 'link'),
  );
  for (const marker of markers) {
    expect(markers.filter((other) => other.includes(marker))).toEqual([marker]);
  }
});

test('a document without variables is one piece', () => {
  expect(cut('hello', new Map())).toEqual({ pieces: ['hello'], slots: [] });
});
