import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attacks, fullWith, placesIn, skeletonOf } from './testing/attacks.ts';
import { builtInTypes } from './types/index.ts';

const places = builtInTypes.flatMap((type) =>
  placesIn(type.samples[0]).map(({ path, put }) => ({ place: type.type + path, put, type })),
);

describe('whatever stands in a variable', () => {
  test.each(places)('$place: attacks are inert', async ({ type, put }) => {
    const innocent = skeletonOf((await fullWith(type, put('harmless'))).html);

    for (const attack of attacks) {
      const { html } = await fullWith(type, put(attack));
      expect(skeletonOf(html)).toEqual(innocent);
      expect(html).not.toMatch(/href="\s*javascript:/i);
      if (/[<>"]/.test(attack)) expect(html).not.toContain(attack);
    }
  });

  test.each(places)(
    '$place: arbitrary text never changes a tag',
    async ({ type, put }) => {
      const innocent = skeletonOf((await fullWith(type, put('harmless'))).html);
      const pieces = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 8 }),
        fc.constantFrom('<', '>', '"', "'", '&', '-->', '<!--', '{{', '}}', '{%', '%}', '$&', '</'),
      );
      const hostile = fc.array(pieces, { maxLength: 12 }).map((all) => all.join(''));

      await fc.assert(
        fc.asyncProperty(hostile, async (value) => {
          const { html } = await fullWith(type, put(value.replaceAll('\n', ' ')));
          expect(skeletonOf(html)).toEqual(innocent);
        }),
        { numRuns: 40 },
      );
    },
    60_000,
  );

  test.each(places)('$place: the type takes no scripted link and no NUL', ({ type, put }) => {
    expect(type.variables.check(put('a\0b'), 'refuse').ok).toBe(false);
    const isLink = type.variables.check(put('https://example.com/x'), 'refuse').ok;
    const isOnlyLink = isLink && !type.variables.check(put('plain words'), 'refuse').ok;
    if (isOnlyLink) {
      expect(type.variables.check(put('javascript:alert(1)'), 'refuse').ok).toBe(false);
    }
  });
});
