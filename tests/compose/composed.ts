import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { guard } from '@postroom/local/testing';
import { until } from '../support/until.ts';
import { asStarted, composeFile, root, type Service } from './compose-file.ts';
import { engineOf } from './engine.ts';
import { type Image, imageOf, serverUser } from './images.ts';
import { createPlaces, type Places } from './places.ts';

/**
 * The services of docker-compose.yml as processes of this machine: each with the entrypoint, command,
 * environment, mounts and health check of the file, in the order it asks for. What stands in for an
 * engine is in places.ts (ports, folders, names of hosts), engine.ts (what keeps containers apart) and
 * images.ts (what images bring).
 */
export interface Composed {
  readonly places: Places;
  /** What was drawn and kept for this system. */
  secrets(): Readonly<Record<string, string | undefined>>;
  /** Starts a service when all that it depends on is as it asks; those are started too. */
  up(service: string): Promise<void>;
  /** Resolves when its health check passes. Rejects when it ends before. */
  healthy(service: string): Promise<void>;
  /** The exit code of one run of its health check. */
  check(service: string): Promise<number | null>;
  /** Runs a command as `docker compose exec` does. */
  exec(service: string, command: readonly string[]): Promise<Executed>;
  /** Runs one that comes to its end, once more; resolves with its exit code. */
  again(service: string): Promise<number | null>;
  /** As `docker stop` does; resolves with the exit code. */
  stop(service: string): Promise<number | null>;
  output(service: string): string;
  remove(): Promise<void>;
}

export interface Executed {
  readonly code: number | null;
  readonly output: string;
}

interface Running {
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  output: string;
}

const patienceMs = 90_000;

export const compose = async (): Promise<Composed> => {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-composed-'));
  chmodSync(folder, 0o711);
  const release = guard(folder);
  const services = Object.fromEntries(
    Object.entries(composeFile.services).map(([name, service]) => [name, asStarted(service)]),
  );
  const owner = serverUser();
  const places = await createPlaces(folder, services, owner);
  const more = await engineOf(folder, places, owner);
  await places.translateFile('rabbitmq', '/etc/rabbitmq/conf.d/20-postroom.conf');
  await places.translateFile('prometheus', '/etc/prometheus/prometheus.yml');

  const serviceOf = (name: string): Service => {
    const found = services[name];
    if (!found) throw new Error(`there is no service ${name}`);
    return found;
  };

  const launch = (name: string, words: readonly string[]): Running => {
    const service = serviceOf(name);
    const image = imageOf(service.image);
    const [command = '', ...args] = words.map((word) => places.translated(name, word));
    // Other images begin as root, and their entrypoints give that up.
    const isServer = service.user?.startsWith('999') && process.getuid?.() === 0;
    const child = spawn(command, args, {
      cwd: root,
      env: environmentOf(name, service, image),
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(isServer && owner),
    });
    const running: Running = {
      child,
      output: '',
      // As Node documents the event.
      exited: once(child, 'exit').then(([code]) => code as number | null),
    };
    running.exited.catch((error: unknown) => {
      running.output += String(error);
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        running.output += chunk.toString();
      });
    }
    return running;
  };

  const environmentOf = (name: string, service: Service, image: Image): NodeJS.ProcessEnv => {
    const given = { ...image.env, ...service.environment };
    const own = Object.entries(given).map(([key, value]): [string, string] => [
      key,
      places.translated(name, String(value)),
    ]);
    const stands = join(import.meta.dirname, 'stand-ins');
    return {
      PATH: [stands, ...image.programs, dirname(process.execPath), process.env.PATH].join(
        delimiter,
      ),
      LANG: 'C.UTF-8',
      SERVER_USER: String(owner.uid),
      SERVER_GROUP: String(owner.gid),
      ...Object.fromEntries(own),
      ...more[name],
    };
  };

  const runs = new Map<string, Running>();
  const record = (name: string, running: Running): void => {
    runs.set(name, running);
    const dir = join(folder, 'processes', name);
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'process.json'), JSON.stringify({ pid: running.child.pid }));
  };
  const runOf = (name: string): Running => {
    const running = runs.get(name);
    if (!running) throw new Error(`${name} was not started`);
    return running;
  };

  const started = new Map<string, Promise<void>>();
  const up = (name: string): Promise<void> => {
    const known = started.get(name) ?? start(name);
    started.set(name, known);
    return known;
  };
  const start = async (name: string): Promise<void> => {
    const { depends_on: dependsOn = {} } = serviceOf(name);
    await Promise.all(
      Object.entries(dependsOn).map(async ([other, { condition }]) => {
        await up(other);
        if (condition === 'service_healthy') await healthy(other);
        if (condition === 'service_completed_successfully') await completed(other);
      }),
    );
    // Erlang would start it as a daemon that outlives the container.
    if (name === 'rabbitmq') record('epmd', launch(name, ['epmd']));
    record(name, launch(name, wordsOf(name)));
    if (name === 'prepare') {
      await completed(name);
      await places.translateFile('api', '/run/postroom/roles.env');
      await places.translateFile('migrate', '/run/servers/migrate.env');
    }
  };
  const wordsOf = (name: string): readonly string[] => {
    const { image, entrypoint, command = [] } = serviceOf(name);
    return [...(entrypoint ?? imageOf(image).entrypoint ?? []), ...command, ...argumentsOf(name)];
  };
  /** What a port inside a container of its own needs no argument for. */
  const argumentsOf = (name: string): readonly string[] => {
    if (name === 'primary' || name === 'standby') {
      return ['-c', `unix_socket_directories=${more[name]?.PGHOST}`];
    }
    return name === 'prometheus' ? ['--web.listen-address=127.0.0.1:9090'] : [];
  };

  const completed = async (name: string): Promise<void> => {
    const running = runOf(name);
    const code = await running.exited;
    if (code !== 0) throw new Error(`${name} ended with ${code}:\n${running.output}`);
  };
  const check = async (name: string): Promise<number | null> => {
    const [kind, ...words] = serviceOf(name).healthcheck?.test ?? ['NONE'];
    if (kind !== 'CMD' && kind !== 'CMD-SHELL') throw new Error(`${name} has no health check`);
    const { exited } = launch(name, kind === 'CMD' ? words : ['sh', '-c', ...words]);
    return exited;
  };
  const healthy = async (name: string): Promise<void> => {
    const running = runOf(name);
    await until(
      `${name} to be healthy`,
      async () => {
        if (running.child.exitCode !== null || running.child.signalCode !== null) return 'ended';
        return (await check(name)) === 0 && 'healthy';
      },
      patienceMs,
    ).then(
      (how) => {
        if (how === 'ended') throw new Error(`${name} ended:\n${running.output}`);
      },
      (error: unknown) => {
        throw new Error(`${String(error)}\n${running.output}`);
      },
    );
  };

  return {
    places,
    secrets: () => parseEnv(readFileSync(join(folder, 'config', 'generated.env'), 'utf8')),
    up,
    healthy,
    check,
    async exec(name, command) {
      const running = launch(name, command);
      return { code: await running.exited, output: running.output };
    },
    again: (name) => launch(name, wordsOf(name)).exited,
    async stop(name) {
      const { child, exited } = runOf(name);
      child.kill(imageOf(serviceOf(name).image).stopSignal);
      return exited;
    },
    output: (name) => runs.get(name)?.output ?? '',
    async remove() {
      for (const { child } of runs.values()) child.kill('SIGKILL');
      await Promise.all([...runs.values()].map(({ exited }) => exited.catch(() => null)));
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
      release();
    },
  };
};
