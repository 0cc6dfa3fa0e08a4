import { expect, test } from 'vitest';
import { standing } from '../testing/standing.ts';
import { createTestApi, type TestApi } from '../testing/test-api.ts';
import { createValidator } from '../testing/validator.ts';

interface Media {
  readonly schema: object;
  readonly example?: unknown;
  readonly examples?: Readonly<
    Record<string, { readonly value?: unknown; readonly $ref?: string }>
  >;
}

interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, Media>> }>
  >;
}

const read = async () => {
  const document = (await createTestApi().call('/openapi.json')).json;
  const operations = Object.entries<Record<string, Operation>>(document.paths).flatMap(
    ([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );
  const valuesOf = ({ example, examples = {} }: Media): readonly unknown[] => [
    ...(example === undefined ? [] : [example]),
    ...Object.values(examples).map(({ value, $ref }) =>
      $ref === undefined ? value : document.components.examples[$ref.split('/').at(-1) ?? ''].value,
    ),
  ];
  return { document, operations, valuesOf };
};

/** Every object of the document that is a schema with an example beside it. */
const schemasWithExample = (value: unknown): readonly { readonly example: unknown }[] => {
  if (typeof value !== 'object' || value === null) return [];
  const isOne = 'example' in value && ('type' in value || '$ref' in value);
  return [
    ...(isOne ? [value as { example: unknown }] : []),
    ...Object.values(value).flatMap(schemasWithExample),
  ];
};

test('every example fits the schema that it stands beside', async () => {
  const { document, operations, valuesOf } = await read();
  const faultsOf = createValidator(document);

  const media = operations.flatMap(({ path, method, operation }) =>
    [operation.requestBody, ...Object.values(operation.responses)].flatMap((each) =>
      Object.values(each?.content ?? {}).map((one) => ({ name: `${method} ${path}`, one })),
    ),
  );
  const beside = media.flatMap(({ name, one }) =>
    valuesOf(one).map((value) => ({ name, faults: faultsOf(one.schema, value) })),
  );
  const within = schemasWithExample(document.components.schemas).map((schema) => ({
    name: JSON.stringify(schema.example),
    faults: faultsOf(schema, schema.example),
  }));

  expect(beside.length).toBeGreaterThan(100);
  expect(within.length).toBeGreaterThan(5);
  expect([...beside, ...within].filter(({ faults }) => faults.length > 0)).toEqual([]);
});

test('every operation that takes a body shows one', async () => {
  const { operations, valuesOf } = await read();

  const silent = operations.filter(
    ({ operation: { requestBody } }) =>
      requestBody && Object.values(requestBody.content).flatMap(valuesOf).length === 0,
  );
  expect(silent.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
});

test('every example of a body is answered with the good status that is documented', async () => {
  const { operations, valuesOf } = await read();

  for (const { path, method, operation } of operations) {
    const media = operation.requestBody?.content['application/json'];
    const [good] = Object.keys(operation.responses).filter((status) => status.startsWith('2'));
    if (!media) continue;
    const api = createTestApi({ auth: 'off' });
    for (const body of valuesOf(media)) {
      const address = await given(api, { path, method });

      const answer = await api.call(address, { method: method.toUpperCase(), body });

      expect(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 300)}`).toContain(
        `: ${good} `,
      );
    }
  }
}, 60_000);

/** What a path with parameters is about, made beforehand; the path that leads there. */
const given = async (
  api: TestApi,
  { path, method }: { readonly path: string; readonly method: string },
): Promise<string> => {
  if (path.includes('{userid}')) {
    const body = { userid: 'ada', notification_email: 'ada@example.com' };
    await api.call('/notifications/preferences', { body });
    return path.replace('{userid}', 'ada');
  }
  if (!path.includes('{id}')) return path;
  if (!path.endsWith('/resolve')) throw new Error(`say what ${method} ${path} is about`);
  return path.replace('{id}', await standing(api, 'unknown'));
};
