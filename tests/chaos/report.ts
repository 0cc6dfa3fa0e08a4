import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Result } from './scenario.ts';

export interface Campaign {
  readonly seed: number;
  readonly length: 'full' | 'short';
  readonly startedAt: string;
  readonly seconds: number;
  /** What it ran on. */
  readonly versions: { readonly [part: string]: string };
  readonly results: readonly Result[];
}

/** Writes `report.json` and `report.md` into a folder and returns the latter's path. */
export const writeReport = (folder: string, campaign: Campaign): string => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'report.json'), `${JSON.stringify(campaign, null, 2)}\n`);
  const page = join(folder, 'report.md');
  writeFileSync(page, markdown(campaign));
  return page;
};

export const versionsHere = (servers: {
  readonly [part: string]: string;
}): Campaign['versions'] => ({
  postroom: commit(),
  node: process.version,
  ...servers,
  machine: `${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`,
});

const commit = (): string => {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
};

export const markdown = ({
  seed,
  length,
  startedAt,
  seconds,
  versions,
  results,
}: Campaign): string => {
  const failed = results.filter(({ failures }) => failures.length > 0);
  const head = [
    '# Fault campaign',
    '',
    `${results.length - failed.length} of ${results.length} scenarios hold. ` +
      `${length === 'full' ? 'Full' : 'Short'}, seed ${seed}, ${startedAt}, ${Math.round(seconds)} s.`,
    '',
    Object.entries(versions)
      .map(([part, version]) => `${part} ${version}`)
      .join('; '),
    '',
    `Again: \`npm run chaos -- --seed ${seed}${length === 'short' ? ' --short' : ''}\`.`,
    '',
    ...tableOf(results),
    '',
    '## In detail',
    '',
    '| scenario | what was seen to hold | seconds | figures | remarks |',
    '|---|---|---|---|---|',
  ];
  const rows = results.map(
    ({ name, sentence, seconds: took, figures, remarks }) =>
      `| ${name} | ${sentence} | ${took} | ${figuresOf(figures)} | ${remarks.map(inCell).join('; ')} |`,
  );
  const recoveries = results.flatMap((result) => result.recoveries);
  return [
    ...head,
    ...rows,
    '',
    '## At work again',
    '',
    '| fault | within | allowed |',
    '|---|---|---|',
    ...recoveries.map(
      ({ fault, milliseconds, limitMs }) =>
        `| ${fault} | ${(milliseconds / 1_000).toFixed(1)} s | ${limitMs / 1_000} s |`,
    ),
    '',
    ...failed.flatMap(({ name, failures }) => [
      `## ${name}`,
      '',
      ...failures.map((failure) => `- ${failure}`),
      '',
    ]),
  ].join('\n');
};

/** As it may stand in a README: what was done, and what became of what was accepted. */
const tableOf = (results: readonly Result[]): readonly string[] => [
  '| promise | scenario | faults | accepted | lost | twice | held |',
  '|---|---|---|---|---|---|---|',
  ...results.map(
    ({ promise, name, faults, figures, failures }) =>
      `| ${promise} | ${name} | ${faultsOf(faults)} | ${counted(figures.accepted)} | ` +
      `${counted(figures.lost)} | ${twiceOf(figures)} | ${failures.length === 0 ? 'yes' : '**no**'} |`,
  ),
];

const faultsOf = (faults: Result['faults']): string =>
  Object.entries(faults)
    .map(([what, times]) => `${what} × ${counted(times)}`)
    .join(', ');

/** Over SMTP a second copy is allowed for each hand-off whose outcome nobody heard. */
const twiceOf = ({ second_copies, doubtful_hand_offs = 0 }: Result['figures']): string =>
  second_copies === undefined || second_copies === 0
    ? counted(second_copies)
    : `${counted(second_copies)}, of ${counted(doubtful_hand_offs)} in doubt`;

const counted = (value: number | undefined): string => value?.toLocaleString('en') ?? '';

const inCell = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');

const figuresOf = (figures: Result['figures']): string =>
  Object.entries(figures)
    .map(([figure, value]) => `${figure.replaceAll('_', ' ')} ${value.toLocaleString('en')}`)
    .join(', ');
