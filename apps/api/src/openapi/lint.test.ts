import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

test('the document is clean under the recommended rules of a public linter', async () => {
  const { json } = await createTestApi().call('/openapi.json');
  // GET /notifications/history/{userid} beside POST /notifications/{id}/cancel: the rule looks at
  // paths alone, but no method is on both, and no id of a notification is `history`.
  const config = await createConfig({
    extends: ['recommended'],
    rules: { 'no-ambiguous-paths': 'off' },
  });

  const problems = await lintFromString({
    source: JSON.stringify(json),
    absoluteRef: '/openapi.json',
    config,
  });

  expect(
    problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer]),
  ).toEqual([]);
});
