// test.mjs all|unit|integration|e2e|coverage|watch [-- arguments for vitest]
//
// Provides the servers, starts them once for all tests that need them, runs the tests, and prints
// last, alone on a line, `N passed, N failed`; `all` counts the check as one.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ensureSetup, failSetup } from './setup.mjs';
import { command, wasInterrupted } from './support/command.mjs';
import { provide } from './support/provide.mjs';
import { at, bin } from './support/root.mjs';
import { vitest } from './support/vitest.mjs';

// Two files at a time even on two cores: tests on servers wait more than they compute. Each of those
// brings processes of its own, so that more cores do not mean as many files.
const files = Math.max(2, availableParallelism() - 1);
const sideBySide = ['--maxWorkers', String(files)];
const onServers = ['--maxWorkers', String(Math.min(files, 4))];

const runs = {
  all: [
    { check: true },
    { projects: ['unit'], args: sideBySide },
    { projects: ['int'], args: onServers },
    { projects: ['e2e'], args: onServers },
  ],
  unit: [{ projects: ['unit'], args: sideBySide }],
  integration: [{ projects: ['int'], args: onServers }],
  e2e: [{ projects: ['e2e'], args: onServers }],
  coverage: [{ projects: ['unit', 'int', 'e2e'], args: ['--coverage', ...onServers] }],
  watch: [{ projects: ['unit', 'int'], watch: true }],
};

const [what = 'all', ...given] = process.argv.slice(2);
const extra = given[0] === '--' ? given.slice(1) : given;
const steps = runs[what];
if (steps === undefined) {
  console.error(
    `usage: node scripts/test.mjs ${Object.keys(runs).join('|')} [-- vitest's arguments]`,
  );
  process.exit(2);
}

await ensureSetup().catch(failSetup);

let interrupted = 0;
const stops = [];
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
]) {
  // The child that runs is told too, and then the steps below come to their end.
  process.on(signal, () => {
    interrupted = code;
  });
}

const needsServers = steps.some(({ projects = [] }) => projects.some((name) => name !== 'unit'));
// They start while the check and the unit tests run.
const servers = needsServers ? startServers() : undefined;
servers?.catch(() => {});

const total = { passed: 0, failed: 0 };
for (const step of steps) {
  if (interrupted !== 0) break;
  const { code, passed, failed } = await run(step);
  total.passed += passed;
  total.failed += failed;
  if (wasInterrupted(code)) interrupted ||= code;
}
await servers?.catch(() => {});
for (const stop of stops.reverse()) await stop();

if (what !== 'watch') console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(interrupted || (total.failed === 0 ? 0 : 1));

async function run({ check, projects, args = [], watch }) {
  if (check) {
    const { code } = await command(process.execPath, [at('scripts', 'check.mjs')]);
    return { code, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  }
  const env = { ...process.env };
  if (projects.some((name) => name !== 'unit')) {
    try {
      env.POSTROOM_TEST_SERVERS = JSON.stringify(await servers);
    } catch (error) {
      console.error(`test: ${error.message}`);
      return { code: 1, passed: 0, failed: 1 };
    }
  }
  const selected = projects.flatMap((name) => ['--project', name]);
  if (!watch) return vitest([...selected, ...args, ...extra], env);
  const { code } = await command(join(bin, 'vitest'), ['watch', ...selected, ...extra], { env });
  return { code, passed: 0, failed: 0 };
}

async function startServers() {
  const containers = await provide();
  stops.push(containers.stop);
  const { startTestServers } = await import('../infra/local/dist/testing/index.js');
  const { servers: urls, stop } = await startTestServers(containers.given);
  stops.push(stop);
  return urls;
}
