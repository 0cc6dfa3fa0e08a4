import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

// As the Compose Specification published it in June 2026, under the Apache License 2.0. Without the
// address of its own meta-schema, which Ajv knows by its older name and would look for.
const { $schema: _, ...schema } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'compose-spec.json'), 'utf8'),
) as Record<string, unknown>;
const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);
const isComposeFile = ajv.compile(schema);

const composeFile = (): { services: { api: Record<string, unknown> } } =>
  parse(readFileSync(join(import.meta.dirname, '..', '..', 'docker-compose.yml'), 'utf8'), {
    merge: true,
  });

test('the compose file follows the published schema', () => {
  isComposeFile(composeFile());

  expect(isComposeFile.errors ?? []).toEqual([]);
});

test('a misspelt field does not', () => {
  const misspelt = composeFile();
  misspelt.services.api.healthchek = {};

  expect(isComposeFile(misspelt)).toBe(false);
  expect(isComposeFile.errors?.[0]).toMatchObject({
    instancePath: '/services/api',
    params: { additionalProperty: 'healthchek' },
  });
});
