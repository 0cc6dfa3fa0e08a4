import { type CheckedRequest, checkRequest, type SendRequest } from '../notification/request.ts';
import type { Issue } from '../type/object-schema.ts';
import { catalogue, now } from './samples.ts';

/** The least that a request needs. */
export const good = {
  notification_type: 'welcome',
  template_vars: { name: 'Ada' },
  recipient_email: 'ada@example.com',
};

export const check = (body: unknown, unknown: 'refuse' | 'ignore' = 'refuse'): CheckedRequest =>
  checkRequest(body, { catalogue, now, unknown });

/** None when it is good. */
export const issuesOf = (
  body: unknown,
  unknown: 'refuse' | 'ignore' = 'refuse',
): readonly Issue[] => {
  const checked = check(body, unknown);
  return checked.ok ? [] : checked.issues;
};

/** Throws when it is refused. */
export const requestOf = (body: unknown, unknown: 'refuse' | 'ignore' = 'refuse'): SendRequest => {
  const checked = check(body, unknown);
  if (!checked.ok) throw new Error(JSON.stringify(checked.issues));
  return checked.request;
};
