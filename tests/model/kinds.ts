import { catalogueOf, declarationOf } from '@postroom/application/testing';

/** `notice` and `letter` may come twice, `letter` for three days; `invoice` may not. */
export const kinds = ['notice', 'letter', 'invoice'] as const;

export type Kind = (typeof kinds)[number];

export const catalogue = catalogueOf([
  declarationOf({ type: 'notice' }),
  declarationOf({ type: 'letter', ttlSeconds: 72 * 3_600 }),
  declarationOf({ type: 'invoice', onAmbiguous: 'at_most_once' }),
]);
