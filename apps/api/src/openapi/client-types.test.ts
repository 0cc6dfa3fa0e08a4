import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { typesOf } from '../testing/client-types.ts';
import { createTestApi } from '../testing/test-api.ts';

/** To make it anew: `npx vitest run --project unit apps/api/src/openapi/client-types.test.ts -u`. */
const madeFile = '../../../../packages/client/src/schema.ts';

test("the client's types say what the document says", async () => {
  const { paths, components } = (await createTestApi().call('/openapi.json')).json;
  const bodyOf = (path: string, method: string) =>
    paths[path][method].requestBody.content['application/json'].schema;

  const types = typesOf(
    {
      ...pick(components.schemas, [
        'SendRequest',
        'Accepted',
        'State',
        'Notification',
        'History',
        'Preferences',
        'Problem',
        'Operation',
        'OperationCount',
        'OperationFiled',
      ]),
      RedriveMany: bodyOf('/notifications/redrive', 'post'),
      CancelMany: bodyOf('/notifications/cancel', 'post'),
      NewPreferences: bodyOf('/notifications/preferences', 'post'),
      ReplacedPreferences: bodyOf('/notifications/preferences/{userid}', 'put'),
      MergedPreferences: bodyOf('/notifications/preferences/{userid}', 'patch'),
    },
    components.schemas,
  );

  await expect(formatted(types)).toMatchFileSnapshot(madeFile);
});

const pick = <Value>(all: Readonly<Record<string, Value>>, names: readonly string[]) =>
  Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));

const formatted = (source: string): string => {
  const root = fileURLToPath(new URL('../../../..', import.meta.url));
  const formatter = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const args = [formatter, 'format', '--stdin-file-path=schema.ts'];
  return execFileSync(process.execPath, args, { input: source, encoding: 'utf8', cwd: root });
};
