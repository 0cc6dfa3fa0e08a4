import { checkRequest, type Issue, type SendRequest } from '@postroom/domain';
import type { ApiContext } from '../context.ts';
import type { ApiRequest } from '../http/endpoint.ts';
import { idempotencyKeyFault, itemKeyOf } from '../http/idempotency-key.ts';
import { faultAt, invalid } from '../problem/problem-error.ts';

const maxNotifications = 1000;

export type CheckedItem =
  | {
      readonly request: SendRequest;
      readonly idempotency: ReturnType<typeof itemKeyOf> | null;
    }
  /** Paths lead from the batch. */
  | { readonly issues: readonly Issue[] };

/**
 * The items of a batch, each with what is wrong with it.
 * @throws ProblemError `validation_failed` when the batch itself is none.
 */
export const checkItems = (
  c: ApiRequest,
  body: unknown,
  { catalogue, now }: Pick<ApiContext, 'catalogue' | 'now'>,
): readonly CheckedItem[] => {
  const at = now();
  return itemsOf(body).map((item, index): CheckedItem => {
    const { key, rest } = withoutKey(item);
    const checked = checkRequest(rest, { catalogue, now: at, unknown: 'refuse' });
    const fault = key === undefined || key === null ? undefined : keyIssue(key);
    const issues = [...(checked.ok ? [] : checked.issues), ...(fault ? [fault] : [])];
    if (!checked.ok || issues.length > 0) {
      return { issues: issues.map((issue) => inItem(index, issue)) };
    }
    const { request } = checked;
    if (typeof key !== 'string') return { request, idempotency: null };
    return { request, idempotency: itemKeyOf(c, { key, body: rest }) };
  });
};

export const inItem = (index: number, issue: Issue): Issue => ({
  ...issue,
  path: ['notifications', index, ...issue.path],
});

const withoutKey = (item: unknown): { readonly key: unknown; readonly rest: unknown } => {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    return { key: undefined, rest: item };
  }
  const { idempotency_key: key, ...rest }: { idempotency_key?: unknown } = item;
  return { key, rest };
};

const keyIssue = (key: unknown): Issue | undefined => {
  const path = ['idempotency_key'];
  if (typeof key !== 'string') return { path, code: 'invalid_type', detail: 'must be a string' };
  const detail = idempotencyKeyFault(key);
  return detail === undefined ? undefined : { path, code: 'invalid_value', detail };
};

const itemsOf = (body: unknown): readonly unknown[] => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw refusal([{ path: [], code: 'invalid_type', detail: 'must be a JSON object' }]);
  }
  const { notifications, ...others }: { notifications?: unknown } = body;
  const issues = Object.keys(others).map(
    (name): Issue => ({
      path: [name],
      code: 'unknown_field',
      detail: 'is not known; a batch has the one field notifications',
    }),
  );
  issues.push(...listIssues(notifications));
  if (issues.length > 0) throw refusal(issues);
  return notifications as readonly unknown[]; // listIssues found no fault
};

const listIssues = (list: unknown): readonly Issue[] => {
  const path = ['notifications'];
  if (list === undefined) return [{ path, code: 'required', detail: 'is required' }];
  if (!Array.isArray(list)) return [{ path, code: 'invalid_type', detail: 'must be an array' }];
  if (list.length === 0) return [{ path, code: 'too_short', detail: 'must not be empty' }];
  if (list.length <= maxNotifications) return [];
  return [{ path, code: 'too_long', detail: `must have at most ${maxNotifications} entries` }];
};

const refusal = (issues: readonly Issue[]): Error => invalid(issues.map(faultAt));
