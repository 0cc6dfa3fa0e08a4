export { catalogueOf, declarationOf, stringsSchema } from './sample-types.ts';
