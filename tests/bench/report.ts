import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Row } from './measurement.ts';
import type { Ratio, Result } from './ratios.ts';

export interface Report {
  readonly startedAt: string;
  readonly secondsEach: number;
  readonly machine: { readonly [part: string]: string };
  readonly results: readonly Result[];
  readonly ratios: readonly Ratio[];
}

/** What the figures were taken on; no name of it. */
export const machineHere = (servers: { readonly [part: string]: string }) => ({
  cores: String(cpus().length),
  memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
  Node: process.versions.node,
  ...servers,
});

/** Writes `report.md` for people and `report.json` for programs. */
export const writeReport = (folder: string, report: Report): void => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(join(folder, 'report.md'), markdownOf(report));
};

const markdownOf = ({ startedAt, secondsEach, machine, results, ratios }: Report): string =>
  `${[
    '# Benchmark',
    `Begun ${startedAt}, ${secondsEach} s a window; ${Object.entries(machine)
      .map(([part, what]) => `${part} ${what}`)
      .join(
        ', ',
      )}. Load and servers share the machine. Absolute figures are this machine's; compare ratios.`,
    ...(ratios.length > 0 ? ['## Ratios', ratioTable(ratios)] : []),
    ...results.flatMap(({ name, sentence, rows, failure }) => [
      `## ${name}`,
      `${sentence}.`,
      failure ? `No figure: ${failure}` : tableOf(rows),
    ]),
  ].join('\n\n')}\n`;

const ratioTable = (ratios: readonly Ratio[]): string =>
  lines([
    ['what', 'ratio', 'target'],
    ...ratios.map(({ what, value, target }) => [what, String(value), target]),
  ]);

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
