/* The relay's steps, for tests that take them one by one. */

export { pumpJobs } from '../pump-jobs.ts';
export { createReconciler } from '../reconcile/reconciler.ts';
