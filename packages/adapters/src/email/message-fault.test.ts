import fc from 'fast-check';
import { expect, it } from 'vitest';
import { refusalOf } from './message-fault.ts';
import { aMessage } from './testing/message.ts';

it('a good message is not refused, in any script', () => {
  expect(refusalOf(aMessage({ subject: 'Grüße 注文 🎉', from: '"株式会社" <a@b.example>' }))).toBe(
    undefined,
  );
});

it('whatever surrounds it, a line break in a subject or header is refused', () => {
  const lineBreak = fc.constantFrom('\r\n', '\n', '\r', '\u2028', '\u2029', '\u0085', '\u0000');
  fc.assert(
    fc.property(fc.string(), lineBreak, fc.string(), (before, broken, after) => {
      const value = `${before}${broken}${after}`;

      expect(refusalOf(aMessage({ subject: value }))).toMatchObject({ kind: 'permanent' });
      expect(refusalOf(aMessage({ headers: { 'X-A': value } }))).toMatchObject({
        kind: 'permanent',
      });
    }),
  );
});

it('a refusal names the field and repeats nothing of the attack', () => {
  const refusal = refusalOf(aMessage({ headers: { 'X-A\r\nBcc': 'eve@example.com' } }));

  expect(refusal).toEqual({
    outcome: 'rejected',
    kind: 'permanent',
    code: 'invalid_message',
    detail: '"X-A??Bcc" is not the name of a header',
  });
});
