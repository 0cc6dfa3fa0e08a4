import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { onInterrupt } from '../chaos/harness/on-interrupt.ts';
import { serverVersions } from '../chaos/harness/server-versions.ts';
import { type Arguments, readArguments, usage } from './arguments.ts';
import { spokenWanted, verdictOn } from './finding.ts';
import { startServers } from './harness/servers.ts';
import { measurements } from './measurements/index.ts';
import { findingsOf, machineHere, writeReport } from './report.ts';
import type { Result } from './result.ts';
import { runMeasurements } from './run-measurements.ts';
import { sum } from './statistics.ts';

const folder = resolve(import.meta.dirname, '..', '..', 'reports', 'bench');

const main = async (given: Arguments): Promise<number> => {
  const chosen = measurements.filter(
    ({ name }) => given.only.length === 0 || given.only.some((start) => name.startsWith(start)),
  );
  if (chosen.length === 0) {
    console.error(
      `no such measurement; there are ${measurements.map((one) => one.name).join(', ')}`,
    );
    return 2;
  }
  const minutes = Math.ceil(sum(chosen.map((one) => one.takes(given))) / 60);
  console.log(
    `bench: ${chosen.length} measurements of ${given.seconds} s a window, about ${minutes} minutes; starting servers`,
  );
  const startedAt = new Date();
  const cores = cpus().length;
  const starting = startServers();
  onInterrupt(async () => (await starting).stop());
  const servers = await starting;
  let results: readonly Result[] = [];
  try {
    const machine = machineHere(await serverVersions(servers.urls));
    results = await runMeasurements({
      measurements: chosen,
      bench: { ...given, servers, cores },
      print: (line) => console.log(line),
      onResult: (soFar) =>
        writeReport(folder, {
          startedAt: startedAt.toISOString(),
          seconds: Math.round((Date.now() - startedAt.getTime()) / 1_000),
          secondsEach: given.seconds,
          cores,
          env: given.env,
          machine,
          results: soFar,
        }),
    });
  } finally {
    await servers.stop();
  }
  const { targets, others } = findingsOf({ results, cores });
  for (const finding of [...targets, ...others]) {
    const { what, value, unit = '' } = finding;
    if (value === undefined) continue;
    const target = spokenWanted(finding);
    console.log(`${value} ${unit} ${what}${target && ` (${target}: ${verdictOn(finding)})`}`);
  }
  console.log(`bench: ${join(folder, 'report.md')}`);
  return results.some(({ failure }) => failure) ? 1 : 0;
};

let given: Arguments;
try {
  given = readArguments(process.argv.slice(2));
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exit(2);
}
process.exit(await main(given));
