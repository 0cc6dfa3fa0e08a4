// Installs and builds what is missing; does nothing when all is up to date. Plain JavaScript on
// Node alone, since it runs before anything is installed.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { command, wasInterrupted } from './support/command.mjs';
import { alone } from './support/lock.mjs';
import { at, bin } from './support/root.mjs';
import { builtFolders, installHash, sourcesHash } from './support/workspace.mjs';

const installStamp = at('node_modules', '.installed-from');
const buildStamp = at('node_modules', '.built-from');

/**
 * Makes the checkout ready to run, with `upTo: 'installed'` only its packages. Throws an error for
 * people when it cannot.
 */
export async function ensureSetup({ upTo = 'built' } = {}) {
  demandNode();
  const isReady = () => isInstalled() && (upTo === 'installed' || isBuilt());
  if (isReady()) return 'up to date';
  return alone(async () => {
    if (!isInstalled()) await install();
    if (!isReady()) await build();
    return 'made ready';
  });
}

const isInstalled = () => stamped(installStamp) === installHash();

const isBuilt = () =>
  stamped(buildStamp) === sourcesHash() &&
  builtFolders().every((folder) => existsSync(at(folder, 'dist', '.tsbuildinfo')));

async function install() {
  const { packageManager } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  rmSync(installStamp, { force: true });
  await step(
    `installing packages with ${packageManager}`,
    npx(),
    ['-y', packageManager, 'install', '--frozen-lockfile'],
    'the packages could not be installed',
  );
  writeFileSync(installStamp, installHash());
}

async function build() {
  rmSync(buildStamp, { force: true });
  // A file that is saved while the build runs must not count as built.
  const sources = sourcesHash();
  const filters = builtFolders().map((folder) => `--filter=./${folder.replaceAll('\\', '/')}`);
  await step(
    'building',
    join(bin, 'turbo'),
    ['run', 'build', '--output-logs=errors-only', ...filters],
    'the build failed',
  );
  writeFileSync(buildStamp, sources);
}

async function step(title, name, args, failure) {
  console.log(`setup: ${title}`);
  const began = Date.now();
  const { code, output } = await command(name, args, { env: environment(), output: 'kept' });
  if (wasInterrupted(code)) process.exit(code);
  if (code !== 0) throw new SetupError(`${failure} (exit ${code}):\n${output.trimEnd()}`);
  console.log(`setup: done in ${((Date.now() - began) / 1000).toFixed(1)} s`);
}

/** The tools come from the packages; development ones are wanted even where NODE_ENV says production. */
function environment() {
  const env = {
    ...process.env,
    // turbo looks for pnpm on the PATH.
    PATH: [bin, dirname(process.execPath), process.env.PATH].join(delimiter),
    CI: 'true',
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
  };
  for (const name of ['NODE_ENV', 'npm_config_omit', 'npm_config_production']) delete env[name];
  return env;
}

function npx() {
  const beside = join(dirname(process.execPath), 'npx');
  return process.platform !== 'win32' && existsSync(beside) ? beside : 'npx';
}

function demandNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new SetupError(`Node ${process.versions.node} is too old: install Node 20.19 or newer`);
}

function stamped(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

class SetupError extends Error {}

/** Prints what went wrong as people want to read it, and ends. */
export function failSetup(error) {
  console.error(error instanceof SetupError ? `setup: ${error.message}` : error);
  process.exit(1);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const result = await ensureSetup().catch(failSetup);
  if (result === 'up to date') console.log('setup: up to date');
}
