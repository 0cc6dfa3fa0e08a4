import { checkRequest } from '@postroom/domain';
import { builtInTypes, createCatalogue } from '@postroom/templates';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const read = async () => (await createTestApi().call('/openapi.json')).json;

test('the document is OpenAPI 3.1 and has every route of the contract', async () => {
  const document = await read();

  expect(document.openapi).toBe('3.1.0');
  const routes = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item as object).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(routes).toEqual(
    expect.arrayContaining([
      'GET /',
      'GET /ping',
      'GET /documentation',
      'GET /api-reference',
      'GET /openapi.json',
      'POST /notifications/send',
      'POST /notifications/batch',
      'GET /notifications/{id}',
      'POST /notifications/{id}/cancel',
      'POST /notifications/{id}/retry',
      'POST /notifications/{id}/resolve',
      'POST /notifications/redrive',
      'POST /notifications/cancel',
      'GET /operations/{id}',
      'POST /notifications/preferences',
      'GET /notifications/preferences/{userid}',
      'PUT /notifications/preferences/{userid}',
      'PATCH /notifications/preferences/{userid}',
      'GET /notifications/history/{userid}',
      'GET /broker/health',
      'GET /broker/metrics',
      'GET /broker/prometheus',
      'GET /livez',
      'GET /readyz',
      'GET /metrics',
    ]),
  );
});

test('every reference leads somewhere', async () => {
  const document = await read();

  const references = [...JSON.stringify(document).matchAll(/"(#\/components\/[^"]+)"/g)];
  expect(references.length).toBeGreaterThan(20);
  for (const [, reference = ''] of references) {
    const target = reference
      .slice(2)
      .split('/')
      .reduce((at, step) => at?.[step], document);
    expect(target, reference).toBeDefined();
  }
});

test('the body of a request has a shape for every type, with its variables', async () => {
  const { components } = await read();

  const shapes = components.schemas.SendRequest.oneOf.map(
    ({ $ref }: { $ref: string }) => components.schemas[$ref.split('/').at(-1) ?? ''],
  );
  for (const [index, { type, variables }] of builtInTypes.entries()) {
    const { properties } = shapes[index];
    expect(properties.notification_type.const).toBe(type);
    expect(Object.keys(properties.template_vars.properties)).toEqual(variables.names);
  }
});

test('every example is accepted as it stands', async () => {
  const { paths } = await read();
  const catalogue = createCatalogue(builtInTypes);
  const media = paths['/notifications/send'].post.requestBody.content['application/json'];
  const examples: { value: unknown }[] = Object.values(media.examples);

  expect(examples).toHaveLength(builtInTypes.length);
  for (const { value } of examples) {
    const now = new Date('2026-05-03T10:14:00Z');
    expect(checkRequest(value, { catalogue, now, unknown: 'refuse' })).toMatchObject({ ok: true });
  }
});
