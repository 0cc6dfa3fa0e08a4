export * from './client.ts';
export type { OperationsClient } from './operations.ts';
export type { NoTypes, SendAny, WithOwn } from './own-types.ts';
export type { ChangeOptions, PreferencesClient, VersionedPreferences } from './preferences.ts';
export { ProblemError } from './problem-error.ts';
export type { RetryOptions } from './retry.ts';
export type * from './schema.ts';
