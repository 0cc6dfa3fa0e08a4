import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { renderEnvExample } from './env-example.ts';
import { parseValues } from './values.ts';
import { configVariables, variables } from './variables.ts';

const file = readFileSync(new URL('../../../../.env.example', import.meta.url), 'utf8');

describe('.env.example', () => {
  test('is what the declarations of the variables say', () => {
    expect(file).toBe(renderEnvExample(configVariables));
  });

  test('lists every variable once, and its values are right', () => {
    const uncommented = file.replace(/^#(?=[A-Z])/gm, '');
    const environment = parseEnv(uncommented) as Record<string, string>;

    expect(Object.keys(environment).toSorted()).toEqual(Object.keys(variables).toSorted());
    expect(parseValues(environment).problems).toEqual([]);
  });
});

test('every default is a right value', () => {
  expect(parseValues({}).problems).toEqual([]);
});
