export * from './queue.ts';
export * from './type/declaration.ts';
export * from './type/object-schema.ts';
