import type { JsonObject } from '@postroom/domain';
import { contextOf } from '../context.ts';
import type { TemplatedType } from '../template.ts';

/** Texts that try to become markup, code or a way to a file. */
export const attacks = [
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
export const placesIn = (value: unknown): { path: string; put: (text: string) => unknown }[] => {
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
export const fullWith = (type: TemplatedType, variables: unknown) =>
  type.template.full(
    contextOf({
      // `placesIn` only changes texts inside the sample, so it is an object still.
      variables: variables as JsonObject,
      serviceName: 'Postroom',
      unsubscribeUrl: 'https://p.example/u',
    }),
  );

/** The document's tags with the names of their attributes: what a value must never change. */
export const skeletonOf = (html: string): readonly string[] =>
  [...html.matchAll(/<(\/?[a-z!][^\s>]*)((?:[^>"]|"[^"]*")*)>/gi)].map(
    ([, tag, attributes = '']) =>
      `${tag} ${[...attributes.matchAll(/([a-z:-]+)\s*=\s*"[^"]*"/gi)].map(([, name]) => name)}`,
  );
