import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

test('the document is clean under the recommended rules of a public linter', async () => {
  const { json } = await createTestApi().call('/openapi.json');
  const config = await createConfig({ extends: ['recommended'] });

  const problems = await lintFromString({
    source: JSON.stringify(json),
    absoluteRef: '/openapi.json',
    config,
  });

  const told = problems.map(({ ruleId, message, location }) => ({
    ruleId,
    message,
    at: location[0]?.pointer,
  }));
  expect(told.filter(({ ruleId }) => ruleId !== 'no-ambiguous-paths')).toEqual([]);
}, 60_000);

test('paths that are alike differ in their methods, or no id can be the word between', async () => {
  const { paths } = (await createTestApi().call('/openapi.json')).json;
  const operations = Object.entries<object>(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => ({ method, steps: path.split('/') })),
  );
  const isParameter = (step = '') => step.startsWith('{');
  const alike = (a: readonly string[], b: readonly string[]) =>
    a.length === b.length &&
    a.every((step, i) => step === b[i] || isParameter(step) || isParameter(b[i]));

  // The rule above looks at paths alone. What it means is held here: one request, one operation.
  const ambiguous = operations.flatMap((one, i) =>
    operations
      .slice(i + 1)
      .filter((other) => one.method === other.method && alike(one.steps, other.steps))
      .map((other) => [one.steps.join('/'), other.steps.join('/')])
      // A fixed path beside one with a parameter at its end: the fixed one is matched first.
      .filter((pair) => pair.every((path) => path.includes('{'))),
  );
  expect(ambiguous).toEqual([]);
});
