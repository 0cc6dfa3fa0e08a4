import type { TypeCatalogue } from '@postroom/domain';
import { catalogueOf, declarationOf, stringsSchema } from '@postroom/domain/testing';

export { catalogueOf, declarationOf, stringsSchema };

/** `greeting` (on by default, second copies allowed), `secret` (with a sensitive variable), `offer` (marketing, off by default, no second copy). */
export const sampleCatalogue: TypeCatalogue = catalogueOf([
  declarationOf({ type: 'greeting' }),
  declarationOf({
    type: 'secret',
    queue: 'critical',
    variables: stringsSchema(['name', 'link'], ['link']),
  }),
  declarationOf({
    type: 'offer',
    queue: 'bulk',
    category: 'marketing',
    onByDefault: false,
    onAmbiguous: 'at_most_once',
    allowsHtmlContent: true,
  }),
]);
