import type { JsonObject } from '@postroom/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contextOf } from './context.ts';
import type { TemplatedType } from './template.ts';
import { builtInTypes } from './types/index.ts';

const attacks = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style></title><svg onload=alert(1)>',
  '<!--[if mso]>x<![endif]-->-->',
  'javascript:alert(1)',
  '&lt;b&gt;&amp;',
  '{{ service_name }}{% for i in (1..9) %}x{% endfor %}',
  '<mj-include path="/etc/passwd" />',
  '<mj-raw><script>1</script></mj-raw>',
  '$& $1 $` \\u003cscript\\u003e',
];

/** Every place of a type's first sample that holds a text, with a way to put another there. */
const placesIn = (value: unknown): { path: string; put: (text: string) => unknown }[] => {
  if (typeof value === 'string') return [{ path: '', put: (text) => text }];
  if (Array.isArray(value)) {
    return value.flatMap((entry, index) =>
      placesIn(entry).map(({ path, put }) => ({
        path: `[${index}]${path}`,
        put: (text) => value.with(index, put(text)),
      })),
    );
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, entry]) =>
    placesIn(entry).map(({ path, put }) => ({
      path: `.${name}${path}`,
      put: (text) => ({ ...value, [name]: put(text) }),
    })),
  );
};

/** Straight to the template, round every check: escaping must not rely on the variables' shape. */
const fullWith = (type: TemplatedType, variables: unknown) =>
  type.template.full(
    contextOf({
      // `placesIn` only changes texts inside the sample, so it is an object still.
      variables: variables as JsonObject,
      serviceName: 'Postroom',
      unsubscribeUrl: 'https://p.example/u',
    }),
  );

/** The document's tags with the names of their attributes: what a value must never change. */
const skeletonOf = (html: string): readonly string[] =>
  [...html.matchAll(/<(\/?[a-z!][^\s>]*)((?:[^>"]|"[^"]*")*)>/gi)].map(
    ([, tag, attributes = '']) =>
      `${tag} ${[...attributes.matchAll(/([a-z:-]+)\s*=\s*"[^"]*"/gi)].map(([, name]) => name)}`,
  );

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

  test.each(places)('$place: arbitrary text never changes a tag', async ({ type, put }) => {
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
  });

  test.each(places)('$place: the type takes no scripted link and no NUL', ({ type, put }) => {
    expect(type.variables.check(put('a\0b'), 'refuse').ok).toBe(false);
    const isLink = type.variables.check(put('https://example.com/x'), 'refuse').ok;
    const isOnlyLink = isLink && !type.variables.check(put('plain words'), 'refuse').ok;
    if (isOnlyLink) {
      expect(type.variables.check(put('javascript:alert(1)'), 'refuse').ok).toBe(false);
    }
  });
});
