import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { readArguments } from '../bench/arguments.ts';
import { backlog } from '../bench/measurements/backlog.ts';
import { parts } from '../bench/measurements/parts.ts';
import { smtp } from '../bench/measurements/pipeline.ts';
import { machineHere, writeReport } from '../bench/report.ts';
import { runMeasurements } from '../bench/run-measurements.ts';

it('the benchmark measures what was built, loses nothing, and reports what it saw beside its targets', async () => {
  const given = readArguments(['--short']);
  const urls = inject('servers');
  const servers = { urls, pids: {}, stop: async () => undefined };
  const cores = cpus().length;
  const folder = mkdtempSync(join(tmpdir(), 'postroom-bench-report-'));

  const results = await runMeasurements({
    measurements: [parts, smtp, backlog],
    bench: { ...given, servers, cores },
    print: () => undefined,
    onResult: (soFar) =>
      writeReport(folder, {
        startedAt: '2027-01-01T00:00:00.000Z',
        seconds: 60,
        secondsEach: given.seconds,
        cores,
        env: given.env,
        machine: machineHere({}),
        results: soFar,
      }),
  });
  const markdown = readFileSync(join(folder, 'report.md'), 'utf8');
  const json = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
  rmSync(folder, { recursive: true });

  expect(results.map(({ name, failure }) => [name, failure])).toEqual([
    ['parts', undefined],
    ['smtp', undefined],
    ['backlog', undefined],
  ]);
  expect(results.flatMap(({ rows }) => rows.map(({ what }) => what))).toEqual([
    'insert',
    'relay jobs',
    'addBulk',
    'no-op worker',
    'deliver',
    'events',
    'render',
    'batches of 50',
    '1000 accepted',
    '1000 worked off',
  ]);
  const [sent] = results[1]?.rows ?? [];
  expect(sent?.figures).toMatchObject({
    perSecond: expect.any(Number),
    'worker blocked ms': expect.any(Number),
  });
  expect(sent?.costs).toMatchObject({ api: expect.any(Number), sink: expect.any(Number) });
  expect(markdown).toMatch(
    /\| through SMTP \| \d+ a second \| at least 1400 a second \| (reached|missed) \|/,
  );
  expect(markdown).toContain('| four workers / one |  | 3.6 to 4.4 | not measured |');
  expect(json.findings).toContainEqual(
    expect.objectContaining({ what: 'Redis with the backlog', verdict: expect.any(String) }),
  );
});
