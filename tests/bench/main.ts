import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { serverVersions } from '../chaos/harness/server-versions.ts';
import { type Arguments, readArguments, usage } from './arguments.ts';
import { startServers } from './harness/servers.ts';
import type { Bench, Measurement } from './measurement.ts';
import { measurements } from './measurements/index.ts';
import { type Result, ratiosOf } from './ratios.ts';
import { machineHere, writeReport } from './report.ts';

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
  console.log(
    `bench: ${chosen.length} measurements of ${given.seconds} s a window; starting servers`,
  );
  const startedAt = new Date().toISOString();
  const cores = cpus().length;
  const servers = await startServers();
  const results: Result[] = [];
  try {
    const machine = machineHere(await serverVersions(servers.urls));
    for (const [place, measurement] of chosen.entries()) {
      const prefix = `${place + 1}/${chosen.length} ${measurement.name}`;
      const say = (progress: string): void => console.log(`bench: ${prefix}: ${progress}`);
      const result = await resultOf(measurement, { ...given, servers, cores, say });
      for (const { what, figures } of result.rows) console.log(`  ${what}: ${spoken(figures)}`);
      if (result.failure) console.log(`  no figure: ${result.failure}`);
      results.push(result);
      const ratios = ratiosOf(results, cores);
      writeReport(folder, { startedAt, secondsEach: given.seconds, machine, results, ratios });
    }
  } finally {
    await servers.stop();
  }
  for (const { what, value, target } of ratiosOf(results, cores)) {
    console.log(`${value}  ${what}${target && ` (${target})`}`);
  }
  console.log(`bench: ${join(folder, 'report.md')}`);
  return results.some(({ failure }) => failure) ? 1 : 0;
};

const resultOf = async ({ name, sentence, run }: Measurement, bench: Bench): Promise<Result> => {
  const from = performance.now();
  const seconds = () => Math.round((performance.now() - from) / 1_000);
  try {
    const rows = await run(bench);
    return { name, sentence, rows, seconds: seconds() };
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    return { name, sentence, rows: [], seconds: seconds(), failure };
  }
};

const spoken = (figures: { readonly [figure: string]: number | string }): string =>
  Object.entries(figures)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

let given: Arguments;
try {
  given = readArguments(process.argv.slice(2));
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exit(2);
}
process.exit(await main(given));
