import type { Preferences } from '@postroom/domain';
import { ProblemError } from '../problem/problem-error.ts';
import type { ApiRequest } from './endpoint.ts';

/**
 * The version that a change rests on (RFC 9110, section 13.1.1): null without `If-Match` or with
 * `*`, for both mean any. Of several tags the present one counts. Weak tags never match.
 * @param present reads what is there now; only asked for when several tags are given.
 * @throws ProblemError `version_mismatch` when no tag can match.
 */
export const expectedVersionOf = async (
  c: ApiRequest,
  present: () => Promise<Preferences | undefined>,
): Promise<number | null> => {
  const header = c.req.header('if-match')?.trim();
  if (header === undefined || header === '*') return null;
  const versions = header
    .split(',')
    .map((tag) => /^\s*"(\d{1,15})"\s*$/.exec(tag)?.[1])
    .flatMap((digits) => (digits === undefined ? [] : [Number(digits)]));
  const [only, ...others] = versions;
  if (only !== undefined && others.length === 0) return only;
  const version = only === undefined ? undefined : (await present())?.version;
  if (version !== undefined && versions.includes(version)) return version;
  throw new ProblemError('version_mismatch', 'If-Match names no version that is there');
};
