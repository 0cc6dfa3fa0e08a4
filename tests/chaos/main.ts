import { randomInt } from 'node:crypto';
import { join, resolve } from 'node:path';
import { type Arguments, readArguments, usage } from './arguments.ts';
import { onInterrupt } from './harness/on-interrupt.ts';
import { serverVersions } from './harness/server-versions.ts';
import { startOwnServers } from './harness/servers.ts';
import type { World } from './harness/world.ts';
import { versionsHere, writeReport } from './report.ts';
import { runScenario } from './run-scenario.ts';
import type { Result, Scenario } from './scenario.ts';
import { scenarios } from './scenarios/index.ts';

const reports = resolve(import.meta.dirname, '..', '..', 'reports', 'chaos');

const main = async ({ seed, only, length }: Arguments): Promise<number> => {
  const chosen = scenarios.filter(({ name, isOnDemand = false }) =>
    only.length === 0 ? !isOnDemand : only.some((beginning) => name.startsWith(beginning)),
  );
  if (chosen.length === 0) {
    console.error(`no such scenario; there are ${scenarios.map(({ name }) => name).join(', ')}`);
    return 2;
  }
  // They are told apart from what is known of Postroom.
  const folder = chosen.every(({ isOnDemand }) => isOnDemand) ? join(reports, 'removals') : reports;
  console.log(`chaos: seed ${seed}, ${length}, ${chosen.length} scenarios; starting servers`);
  const startedAt = new Date();
  const starting = startOwnServers();
  const open = new Set<World>();
  onInterrupt(async () => {
    await Promise.allSettled([...open].map((world) => world.stop()));
    await (await starting).stop();
  });
  const servers = await starting;
  const results: Result[] = [];
  try {
    const versions = versionsHere(await serverVersions(servers.urls));
    for (const [place, scenario] of chosen.entries()) {
      results.push(
        await withProgress(scenario, {
          place: `${place + 1}/${chosen.length}`,
          open,
          run: () => runScenario(scenario, { servers, seed, length, open }),
        }),
      );
      const seconds = (Date.now() - startedAt.getTime()) / 1_000;
      const campaign = {
        seed,
        length,
        startedAt: startedAt.toISOString(),
        seconds,
        versions,
        results,
      };
      writeReport(folder, campaign);
    }
  } finally {
    await servers.stop();
  }
  const failed = results.filter(({ failures }) => failures.length > 0);
  console.log(
    `chaos: ${results.length - failed.length} hold, ${failed.length} do not; seed ${seed}`,
  );
  console.log(`chaos: ${join(folder, 'report.md')}`);
  return failed.length === 0 ? 0 : 1;
};

/** A line that counts at a terminal, elsewhere one each half minute; and what became of it. */
const withProgress = async (
  { name, promise, sentence }: Scenario,
  { place, open, run }: { place: string; open: ReadonlySet<World>; run: () => Promise<Result> },
): Promise<Result> => {
  const from = Date.now();
  const isTerminal = process.stdout.isTTY === true;
  const tick = (): void => {
    const seconds = Math.round((Date.now() - from) / 1_000);
    const worlds = [...open];
    const accepted = worlds.reduce((sum, world) => sum + world.load.accepted.length, 0);
    const deaths = worlds.reduce((sum, world) => sum + world.fleet.deaths(), 0);
    const line = `… ${place} ${name}: ${seconds} s, ${accepted} accepted, ${deaths} deaths`;
    process.stdout.write(isTerminal ? `\r${line} ` : `${line}\n`);
  };
  const timer = setInterval(tick, isTerminal ? 1_000 : 30_000);
  const result = await run();
  clearInterval(timer);
  const mark = result.failures.length === 0 ? '✓' : '✗';
  const clear = isTerminal ? '\r\u001b[K' : '';
  console.log(`${clear}${mark} ${place} ${promise} ${sentence} (${result.seconds} s)`);
  const figures = Object.entries(result.figures).map(([figure, value]) => `${figure} ${value}`);
  if (figures.length > 0) console.log(`    ${figures.join(', ')}`);
  for (const { fault, milliseconds, limitMs } of result.recoveries) {
    console.log(`    ${fault}: at work again after ${milliseconds} ms of ${limitMs}`);
  }
  for (const line of [...result.remarks, ...result.failures]) console.log(`    ${line}`);
  return result;
};

let given: Arguments;
try {
  given = readArguments(process.argv.slice(2), () => randomInt(1, 1_000_000));
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exit(2);
}
process.exit(await main(given));
