import { expect, test } from 'vitest';
import { wholeAnswer } from './caller.ts';

const head = 'HTTP/1.1 202 Accepted\r\nContent-Length: 4\r\n';

test('an answer is there when all of its body is', () => {
  expect(wholeAnswer(head)).toBeUndefined();
  expect(wholeAnswer(`${head}\r\n{"a`)).toBeUndefined();
  expect(wholeAnswer(`${head}\r\n{"a}`)).toEqual({ status: 202, body: '{"a}' });
});

test('an answer that does not say how long it is is refused', () => {
  expect(() => wholeAnswer('HTTP/1.1 202 Accepted\r\nA: b\r\n\r\n')).toThrow('without a length');
});
