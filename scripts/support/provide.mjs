// Provides the servers that tests need: Debian packages where we may install them, else Docker.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { command } from './command.mjs';
import { startContainers } from './containers.mjs';

/**
 * What is wanted, how it is recognised, the Debian package that has it, and what is lost without it: a
 * server may come from Docker, tests that use a client fail, and `nothing` leaves some out.
 */
const wanted = [
  { name: 'Redis', package: 'redis-server', need: 'server', has: () => onPath('redis-server') },
  {
    name: 'RabbitMQ',
    package: 'rabbitmq-server',
    need: 'server',
    has: () => existsSync('/usr/lib/rabbitmq/lib') || onPath('rabbitmq-server'),
  },
  {
    name: 'OpenSSL',
    package: 'openssl',
    need: 'client',
    has: () => onPath('openssl'),
  },
  {
    name: 'pika for Python',
    package: 'python3-pika',
    need: 'client',
    // Debian's own Python: another one before it on the PATH does not see Debian's packages.
    has: () => ['/usr/bin/python3', 'python3'].some((one) => succeeds(one, ['-c', 'import pika'])),
  },
  { name: 'Chromium', package: 'chromium', need: 'client', has: () => onPath('chromium') },
  {
    name: 'PostgreSQL with its tools',
    package: 'postgresql',
    need: 'client',
    has: () => (onPath('initdb') && onPath('pg_basebackup')) || hasDebiansPostgres(),
  },
  { name: 'Prometheus', package: 'prometheus', need: 'nothing', has: () => onPath('prometheus') },
];

/**
 * Installs what is missing where that is possible. Resolves with URLs of containers that stand in
 * (`{}` when all is installed) and how to stop them. Throws an error that says what to install.
 */
export async function provide() {
  const missing = wanted.filter(({ has }) => !has());
  if (missing.length === 0) return nothing;
  const prefix = installer();
  if (prefix !== undefined && (await install(prefix, missing))) return nothing;

  const stillMissing = wanted.filter(({ has }) => !has());
  const clients = stillMissing.filter(({ need }) => need === 'client');
  const servers = stillMissing.filter(({ need }) => need === 'server');
  if (clients.length > 0) {
    console.warn(`test: without ${names(clients)} the tests that use it fail`);
  }
  if (stillMissing.some(({ need }) => need === 'nothing')) {
    console.warn('test: without Prometheus its configuration and rules are not tried on itself');
  }
  if (servers.length === 0) return nothing;
  if (succeeds('docker', ['info'])) return startContainers(servers.map(({ name }) => name));
  throw new Error(
    `the tests need ${names(servers)}, not installed here. Install what is missing ` +
      `(Debian: apt-get install ${servers.map((one) => one.package).join(' ')}), ` +
      'or run the tests as root or with sudo, or start Docker',
  );
}

const nothing = { given: {}, stop: async () => {} };

/** How to run apt-get with the rights it needs: `[]` as root, `['sudo', '-n']`, or undefined. */
function installer() {
  if (!onPath('apt-get')) return undefined;
  if (process.getuid?.() === 0) return [];
  return succeeds('sudo', ['-n', 'true']) ? ['sudo', '-n'] : undefined;
}

async function install(prefix, missing) {
  const packages = missing.map((one) => one.package);
  console.log(`test: installing ${packages.join(', ')}`);
  const aptGet = async (...args) => {
    // In runlevel 1 a package's service is not started: the tests start servers of their own.
    const line = [...prefix, 'env', 'RUNLEVEL=1', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
    const [name, ...rest] = [...line, '-y', ...args];
    return command(name, rest, { output: 'kept' });
  };
  const tryIt = () => aptGet('install', '--no-install-recommends', ...packages);
  let result = await tryIt();
  if (result.code !== 0) {
    // Usually the package lists are missing or old.
    await aptGet('update');
    result = await tryIt();
  }
  if (result.code !== 0) {
    // One that is not to be had here keeps the others out.
    for (const one of packages) await aptGet('install', '--no-install-recommends', one);
  }
  if (result.code !== 0) console.warn(`test: apt-get failed:\n${result.output.trimEnd()}`);
  return missing.every(({ has }) => has());
}

const names = (list) => list.map(({ name }) => name).join(' and ');

const searched = () => [
  ...(process.env.PATH ?? '').split(':'),
  '/usr/sbin',
  '/usr/local/sbin',
  '/opt/homebrew/bin',
];

/** Its servers are not on the PATH, and a folder of its version may hold clients alone. */
function hasDebiansPostgres() {
  const folder = '/usr/lib/postgresql';
  const versions = existsSync(folder) ? readdirSync(folder) : [];
  return versions.some((version) => existsSync(`${folder}/${version}/bin/postgres`));
}

const onPath = (name) =>
  searched().some((folder) => folder !== '' && existsSync(`${folder}/${name}`));

const succeeds = (name, args) => spawnSync(name, args, { stdio: 'ignore' }).status === 0;
