import { execFileSync } from 'node:child_process';
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { findRabbitmq } from '@postroom/local/testing';
import { root } from './compose-file.ts';

/** What an image brings beside the command, with this machine's programs in the place of its own. */
export interface Image {
  /** Put before the command, as in the image. */
  readonly entrypoint?: readonly string[];
  /** As the image sets it; paths and ports are those inside a container. */
  readonly env: Readonly<Record<string, string>>;
  /** Folders with programs. */
  readonly programs: readonly string[];
  /** What `docker stop` sends. */
  readonly stopSignal: NodeJS.Signals;
}

const standIns = join(import.meta.dirname, 'stand-ins');
const terminated = { stopSignal: 'SIGTERM', programs: [], env: {} } as const;

/** The image of a service, by its name without the version. @throws Error when a program is missing. */
export const imageOf = (name = ''): Image => {
  switch (name.split(':')[0]) {
    case 'postroom':
      return { ...terminated, env: environmentOfDockerfile() };
    case 'postgres':
      return {
        entrypoint: ['docker-entrypoint.sh'],
        // PostgreSQL 18 has its data one folder per version.
        env: { PGDATA: '/var/lib/postgresql/18/docker' },
        programs: [join(standIns, 'postgres'), folderOfPostgres()],
        stopSignal: 'SIGINT',
      };
    case 'redis':
      return terminated;
    case 'rabbitmq':
      return { ...terminated, programs: [join(standIns, 'rabbitmq'), folderOfRabbitmq()] };
    case 'prom/prometheus':
      return { ...terminated, entrypoint: ['prometheus'] };
    default:
      throw new Error(`${name} is not to be had here`);
  }
};

/** `ENV NAME=value ...` of what runs, the last stage. */
const environmentOfDockerfile = (): Readonly<Record<string, string>> => {
  const [stage = ''] = readFileSync(join(root, 'Dockerfile'), 'utf8')
    .split(/^FROM /m)
    .slice(-1);
  return Object.fromEntries(
    [...stage.matchAll(/^ENV (.+)$/gm)].flatMap(([, line = '']) =>
      [...line.matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
    ),
  );
};

/** The newest of Debian's, else what is on the PATH. It must have pg_basebackup of its own version. */
const folderOfPostgres = (): string => {
  const debian = '/usr/lib/postgresql';
  const versions = entriesOf(debian).sort((a, b) => Number(b) - Number(a));
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ];
  const found = folders.find((folder) =>
    ['initdb', 'postgres', 'psql', 'pg_isready', 'pg_basebackup'].every((program) =>
      isExecutable(join(folder, program)),
    ),
  );
  if (found === undefined) throw new Error('PostgreSQL is missing (Debian: postgresql)');
  return found;
};

const folderOfRabbitmq = (): string => {
  const server = findRabbitmq();
  if (server === undefined) throw new Error('RabbitMQ is missing (Debian: rabbitmq-server)');
  return dirname(server);
};

/** Whether there is a Prometheus, which the tests can do without. */
export const hasPrometheus = (): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((dir) => isExecutable(join(dir, 'prometheus')));

/** Whom the users of all images are here: nobody when we are root, ourselves when not. */
export const serverUser = (): { readonly uid: number; readonly gid: number } => {
  const id = (flag: string) =>
    Number(execFileSync('id', [flag, ...(process.getuid?.() === 0 ? ['nobody'] : [])]));
  return { uid: id('-u'), gid: id('-g') };
};

const entriesOf = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

export const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};
