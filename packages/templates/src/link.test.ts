import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isLink, linkOrNothing } from './link.ts';

test.each([
  'https://example.com',
  'HTTP://localhost:3000/verify/a%2Fb?x=1&y=2#z',
  'https://例え.jp/ü',
  'mailto:ada@example.com?subject=Hello',
])('%s is a link', (value) => {
  expect(isLink(value)).toBe(true);
});

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'java\tscript:alert(1)',
  '\u0001javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'file:///etc/passwd',
  '//example.com',
  '/verify/1',
  'example.com',
  'https:',
  'https://',
  'https:example.com',
  'https:\\\\example.com',
  'https://exa mple.com',
  'https://example.com/\r\nBcc: x',
  'mailto:',
  '',
])('%j is no link', (value) => {
  expect(isLink(value)).toBe(false);
  expect(linkOrNothing(value)).toBe('#');
});

test('what is called a link has one of three schemes in the eyes of a browser', () => {
  const schemes = fc.constantFrom('javascript:', 'data:', 'https://', 'mailto:', 'http://', '');
  fc.assert(
    fc.property(schemes, fc.string({ unit: 'binary' }), fc.string(), (scheme, inner, rest) => {
      const value = inner.slice(0, 2) + scheme + rest;
      if (isLink(value)) {
        expect(['http:', 'https:', 'mailto:']).toContain(new URL(value).protocol);
      }
    }),
  );
});
