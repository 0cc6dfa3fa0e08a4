import { expect, test } from 'vitest';
import { createCatalogue } from './catalogue.ts';
import { essentialAmong } from './essential.ts';
import { builtInTypes } from './types/index.ts';

const catalogue = createCatalogue(builtInTypes);

test('the types that are named are essential, no other', () => {
  const isEssential = essentialAmong(catalogue, ['password_reset']);

  expect([isEssential('password_reset'), isEssential('marketing')]).toEqual([true, false]);
});

test('every name that is no type is told, with the one that was meant', () => {
  expect(() => essentialAmong(catalogue, ['pasword_reset', 'welcome', 'invoice'])).toThrow(
    /^ESSENTIAL_TYPES: there is no type pasword_reset; did you mean password_reset\?, there is no type invoice; known: email_verification, /,
  );
});
