/**
 * What a process is: one of the five roles, `all` of them in one process, or one of the two tools
 * that work on the database and end.
 */
export const roles = [
  'api',
  'bridge',
  'relay',
  'worker',
  'dashboard',
  'all',
  'migrate',
  'ctl',
] as const;

export type Role = (typeof roles)[number];
