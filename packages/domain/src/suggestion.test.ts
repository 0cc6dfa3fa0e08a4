import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from './suggestion.ts';

const known = ['welcome', 'marketing', 'password_reset'];

describe('the nearest word', () => {
  it.each([
    ['welcom', 'welcome'],
    ['wellcome', 'welcome'],
    ['passwort_reset', 'password_reset'],
    ['nonsense', undefined],
    ['', undefined],
  ])('to %j is %j', (word, near) => {
    expect(nearest(word, known)).toBe(near);
  });

  it('is none when nothing is known', () => {
    expect(nearest('welcome', [])).toBeUndefined();
  });

  it('is not searched for beyond 64 characters, which is what keeps it cheap', () => {
    expect(nearest('w'.repeat(100_000), known)).toBeUndefined();
  });

  it('is the word itself when that is known', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1, maxLength: 20 }), { minLength: 1 }),
        (words) => {
          for (const word of words) expect(nearest(word, words)).toBe(word);
        },
      ),
    );
  });
});
