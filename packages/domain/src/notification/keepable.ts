import type { Issue } from '../type/object-schema.ts';

/** NUL and halves of surrogate pairs: Postgres keeps neither in JSON, and no mail can carry them. */
const unkeepable = /\0|\p{Cs}/u;

export const isKeepable = (text: string): boolean => !unkeepable.test(text);

const detail = 'must not contain NUL or half a surrogate pair';

/** Faults of a JSON value, by the path to each text or name that cannot be kept. Walks without recursion: depth is the caller's. */
export const unkeepableIssues = (root: unknown, at: Issue['path']): Issue[] => {
  const issues: Issue[] = [];
  const open: Place[] = [{ value: root, name: undefined, parent: undefined }];
  for (let place = open.pop(); place; place = open.pop()) {
    const { value } = place;
    const isBadName = typeof place.name === 'string' && !isKeepable(place.name);
    if (isBadName || (typeof value === 'string' && !isKeepable(value))) {
      issues.push({ path: [...at, ...pathOf(place)], code: 'invalid_value', detail });
    } else if (Array.isArray(value)) {
      for (const [i, each] of value.entries()) open.push({ value: each, name: i, parent: place });
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, each] of Object.entries(value)) {
        open.push({ value: each, name, parent: place });
      }
    }
  }
  return issues;
};

interface Place {
  readonly value: unknown;
  readonly name: string | number | undefined;
  readonly parent: Place | undefined;
}

const pathOf = (place: Place): (string | number)[] => {
  const path: (string | number)[] = [];
  for (let at: Place | undefined = place; at; at = at.parent) {
    if (at.name !== undefined) path.unshift(at.name);
  }
  return path;
};
