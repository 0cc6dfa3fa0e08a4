import { StoreError } from '@postroom/application';
import { DomainError, errorCodes } from '@postroom/domain';
import { expect, test } from 'vitest';
import { errorsMarkdown, errorsPage } from '../pages/errors.ts';
import { httpCodes, problemCodes, statusOf } from './codes.ts';
import { explanations } from './explanations.ts';
import { pointerOf } from './pointer.ts';
import { problemErrorOf } from './problem.ts';

test('docs/errors.md explains every code, as the service does', async () => {
  await expect(errorsMarkdown()).toMatchFileSnapshot('../../../../docs/errors.md');

  const anchors = [...errorsPage().matchAll(/<h2 id="([a-z0-9_]+)"/g)].map(([, code]) => code);
  expect(anchors.toSorted()).toEqual([...httpCodes, ...errorCodes].toSorted());
});

test('every code has a status of a refusal and an explanation', () => {
  for (const code of problemCodes) {
    expect(statusOf(code)).toBeGreaterThanOrEqual(400);
    expect(explanations[code].remedy).not.toBe('');
  }
});

test.each([
  [[], '#'],
  [['template_vars', 'username'], '#/template_vars/username'],
  [['notifications', 3, 'tags', 'a/b~c'], '#/notifications/3/tags/a~1b~0c'],
  [['tags', 'ö "%\ud800'], '#/tags/%C3%B6%20%22%25%EF%BF%BD'],
])('the path %j is the pointer %s', (path, pointer) => {
  expect(pointerOf(path)).toBe(pointer);
});

test('a closed lane says when to come again', () => {
  const closed = new DomainError('admission_closed', 'it is full', [], { retryAfterSeconds: 30 });
  const refusal = problemErrorOf(closed);

  expect(refusal.headers).toEqual({ 'Retry-After': '30' });
});

test('a value that the database refuses is the fault of the request', () => {
  const refusal = problemErrorOf(new StoreError('rejected', 'invalid byte sequence'));

  expect(refusal.code).toBe('validation_failed');
  expect(refusal.message).not.toContain('byte');
});
