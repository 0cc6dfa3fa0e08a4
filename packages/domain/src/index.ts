export * from './queue.ts';
export * from './type/catalogue.ts';
export * from './type/declaration.ts';
export * from './type/event-name.ts';
export * from './type/object-schema.ts';
