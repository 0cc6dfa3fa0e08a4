export * from './builders.ts';
export { deliveryStoreContract } from './delivery-store-contract.ts';
export { type EmailProviderHarness, emailProviderContract } from './email-provider-contract.ts';
export { memoryTokenBuckets } from './memory-token-buckets.ts';
export { createMemoryWorld, type MemoryWorld } from './memory-world.ts';
export * from './sample-types.ts';
export type { SeenRow, StoreHarness } from './store-harness.ts';
export { tokenBucketsContract } from './token-buckets-contract.ts';
export { unitOfWorkContract } from './unit-of-work-contract.ts';
