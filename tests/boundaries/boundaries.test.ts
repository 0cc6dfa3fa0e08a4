import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ScratchCopy, scratchCopy } from './scratch-copy.ts';
import { violations } from './violations.ts';

const forbidden = [
  {
    rule: 'domain-stands-alone',
    file: 'packages/domain/src/planted.ts',
    content: "import { z } from 'zod';\nexport const planted = z;\n",
  },
  {
    rule: 'domain-stands-alone',
    file: 'packages/domain/src/planted-clock.ts',
    content: "import { hrtime } from 'node:process';\nexport const planted = hrtime;\n",
  },
  {
    rule: 'application-knows-no-driver',
    file: 'packages/application/src/planted.ts',
    content: "import { sql } from 'drizzle-orm';\nexport const planted = sql;\n",
  },
  {
    rule: 'client-stands-alone',
    file: 'packages/client/src/planted.ts',
    content:
      "import * as domain from '../../domain/src/index.ts';\nexport const planted = domain;\n",
  },
  {
    // Not in the worker's package.json, so it cannot even be found.
    rule: 'can-be-found',
    file: 'apps/worker/src/planted.ts',
    content: "import * as api from '@postroom/api';\nexport const planted = api;\n",
  },
  {
    rule: 'apps-apart',
    file: 'apps/relay/src/planted.ts',
    content: "import * as api from '../../api/src/index.ts';\nexport const planted = api;\n",
  },
  {
    rule: 'adapter-siblings-apart',
    file: 'packages/adapters/src/queue/planted.ts',
    content: "import * as amqp from '../amqp/index.ts';\nexport const planted = amqp;\n",
  },
  {
    rule: 'through-the-door',
    file: 'apps/api/src/planted.ts',
    content:
      "import { planted as other } from '../../../packages/adapters/src/queue/planted.ts';\n" +
      'export const planted = other;\n',
  },
  {
    rule: 'no-async-context',
    file: 'apps/worker/src/planted-context.ts',
    content:
      "import { AsyncLocalStorage } from 'node:async_hooks';\nexport const planted = AsyncLocalStorage;\n",
  },
  {
    rule: 'nothing-depends-on-tests',
    file: 'packages/runtime/src/planted.ts',
    content:
      "import setup from '../../../tests/support/servers.ts';\nexport const planted = setup;\n",
  },
] as const;

const patienceMs = 60_000;
let copy: ScratchCopy;
let clean: readonly string[];

beforeAll(async () => {
  copy = scratchCopy();
  clean = await violations(copy.folder);
}, patienceMs);

afterAll(() => copy.remove());

test('the sources as they are cross no boundary', () => {
  expect(clean).toEqual([]);
});

test('each forbidden import is found and named by its rule', { timeout: patienceMs }, async () => {
  for (const { file, content } of forbidden) copy.plant(file, content);

  const found = await violations(copy.folder);

  for (const { rule, file } of forbidden) expect(found).toContain(`${rule}: ${file}`);
});
