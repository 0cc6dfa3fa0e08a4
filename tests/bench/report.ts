import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { type Finding, spokenWanted, verdictOn } from './finding.ts';
import type { Row } from './measurement.ts';
import { ratiosOf } from './ratios.ts';
import type { Result } from './result.ts';
import { targetsOf } from './targets.ts';

export interface Run {
  readonly startedAt: string;
  readonly seconds: number;
  readonly secondsEach: number;
  readonly cores: number;
  readonly env: { readonly [name: string]: string };
  readonly machine: { readonly [part: string]: string };
  readonly results: readonly Result[];
}

/** What the figures were taken on; no name of it. */
export const machineHere = (servers: { readonly [part: string]: string }) => ({
  cores: String(cpus().length),
  memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
  Node: process.versions.node,
  ...servers,
});

/** Everything with a target first, and each with its verdict; then the ratios that only tell. */
export const findingsOf = ({ results, cores }: Pick<Run, 'results' | 'cores'>) => {
  const all = [...ratiosOf(results, cores), ...targetsOf(results)];
  return {
    targets: all.filter(({ wanted }) => wanted !== undefined),
    others: all.filter(({ wanted, value }) => wanted === undefined && value !== undefined),
  };
};

/** Writes `report.md` for people and `report.json` for programs. */
export const writeReport = (folder: string, run: Run): void => {
  const { targets, others } = findingsOf(run);
  const findings = [...targets, ...others].map((finding) => ({
    ...finding,
    verdict: verdictOn(finding),
  }));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'report.json'), `${JSON.stringify({ ...run, findings }, null, 2)}\n`);
  writeFileSync(join(folder, 'report.md'), markdownOf(run));
};

const markdownOf = (run: Run): string => {
  const { targets, others } = findingsOf(run);
  const { startedAt, seconds, secondsEach, env, machine, results } = run;
  return `${[
    '# Benchmark',
    `Begun ${startedAt}, ${Math.ceil(seconds / 60)} minutes, ${secondsEach} s a window. ${listed(machine, ' ')}. Load and servers share the machine. Absolute figures are this machine's; compare ratios. WORKER_CONCURRENCY=200 where nothing else is said, all else is default${Object.keys(env).length > 0 ? `; set for this run: ${listed(env, '=')}` : ''}.`,
    '## Targets',
    findingTable(targets),
    ...(others.length > 0 ? ['## Beside the ceilings', findingTable(others)] : []),
    ...results.flatMap(({ name, sentence, rows, failure }) => [
      `## ${name}`,
      `${sentence}.`,
      ...(failure ? [`No figure: ${failure}`] : groupsOf(rows).map(tableOf)),
    ]),
  ].join('\n\n')}\n`;
};

const listed = (facts: { readonly [name: string]: string }, between: string): string =>
  Object.entries(facts)
    .map(([name, value]) => `${name}${between}${value}`)
    .join(', ');

const findingTable = (findings: readonly Finding[]): string =>
  lines([
    ['what', 'measured', 'target', ''],
    ...findings.map((finding) => [
      finding.what,
      finding.value === undefined
        ? ''
        : `${finding.value}${finding.unit ? ` ${finding.unit}` : ''}`,
      spokenWanted(finding),
      verdictOn(finding),
    ]),
  ]);

/** Rows that have the same figures stand in one table, in the order of the first of them. */
const groupsOf = (rows: readonly Row[]): readonly (readonly Row[])[] => {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = Object.keys(row.figures).toSorted().join();
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
};

/** Figures, then microseconds of CPU a notification by process. */
const tableOf = (rows: readonly Row[]): string => {
  const figures = namesOf(rows.map((row) => row.figures));
  const costs = namesOf(rows.map((row) => row.costs ?? {}));
  return lines([
    ['', ...figures, ...costs.map((name) => `${name} µs`)],
    ...rows.map((row) => [
      row.what,
      ...figures.map((name) => String(row.figures[name] ?? '')),
      ...costs.map((name) => String(row.costs?.[name] ?? '')),
    ]),
  ]);
};

const namesOf = (records: readonly object[]): readonly string[] => [
  ...new Set(records.flatMap((record) => Object.keys(record))),
];

const lines = ([head = [], ...rows]: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
