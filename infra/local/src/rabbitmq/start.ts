import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Child, endOrphan, startChild } from '../platform/child.ts';
import { eventually, Hopeless } from '../platform/eventually.ts';
import { findProgram, isExecutable } from '../platform/find-program.ts';
import { chosenPort, freePort, type PortChoice } from '../platform/free-port.ts';
import type { TlsListener } from '../platform/tls-listener.ts';
import type { RunningServer } from '../postgres/start.ts';
import { type BrokerPorts, writeBrokerFiles } from './files.ts';
import { findRabbitmq } from './find.ts';
import { declareGeneralQueue } from './general-queue.ts';
import { type Management, managementApi, vhostUrl } from './management.ts';

export type RabbitmqOptions = {
  /** Everything of this broker lies below this folder; the same one finds its data again. */
  readonly dir: string;
  /** AMQP and management ports on 127.0.0.1; free ones by default. */
  readonly port?: PortChoice;
  readonly managementPort?: PortChoice;
  /** A port on 127.0.0.1 that speaks TLS as well; none by default. */
  readonly tls?: TlsListener;
  /** `general` declares exchange `notification.events` and `general_queue` in the virtual host `/`. */
  readonly queues?: 'general' | 'none';
  readonly onLog?: (line: string) => void;
};

export type RunningRabbitmq = RunningServer &
  Pick<Management, 'createVhost' | 'deleteVhost'> & {
    readonly pid: number;
    /** The management page and API, with user and password. */
    readonly managementUrl: string;
    vhostUrl(name: string): string;
    /** Runs `rabbitmqctl` against this broker and resolves with what it said. Takes seconds. */
    control(...words: readonly string[]): Promise<string>;
  };

const brokerEnding = [{ signal: 'SIGTERM', graceMs: 20_000 }] as const;
const epmdEnding = [{ signal: 'SIGTERM', graceMs: 2_000 }] as const;

/**
 * Runs a private RabbitMQ of one node, management plugin on, apart from any broker of the machine:
 * its own data, cookie, node name and port mapper, and on the loopback address alone.
 *
 * Works for root and for ordinary users, with RabbitMQ 3.10 to 4.x. A broker of the same `dir` that
 * outlived its parent is stopped first, and a port that is taken while it starts is chosen again.
 * Takes 3 to 15 s. Throws an error for people when RabbitMQ is
 * not installed, and one with its last lines when it does not come up.
 */
export async function startRabbitmq(options: RabbitmqOptions): Promise<RunningRabbitmq> {
  const script = findRabbitmq();
  if (script === undefined) {
    throw new Error(
      'rabbitmq-server is not installed: install it (Debian: apt-get install rabbitmq-server) ' +
        'or set RABBITMQ_URL',
    );
  }
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const dir = realpathSync(options.dir);
  const brokerRecord = join(dir, 'process.json');
  const epmdRecord = join(dir, 'epmd.json');
  await endOrphan(brokerRecord, brokerEnding);
  await endOrphan(epmdRecord, epmdEnding);
  for (let turn = 1; ; turn++) {
    try {
      return await startOnce(options, { script, dir, brokerRecord, epmdRecord });
    } catch (error) {
      if (!(error instanceof PortTaken) || turn === turns) throw error;
    }
  }
}

/** Another program may take a port in the seconds between its choice and the broker's listening. */
const turns = 3;

class PortTaken extends Error {}

/** What Erlang says of a taken port fills a screen; the port is all one needs of it. */
function portTaken(lines: string): PortTaken | undefined {
  if (!/eaddrinuse/i.test(lines)) return;
  const port = /\{port,(\d+)\}/.exec(lines)?.[1] ?? 'of RabbitMQ';
  return new PortTaken(
    `port ${port} was taken by another program while RabbitMQ started: start again`,
  );
}

type Place = {
  readonly script: string;
  readonly dir: string;
  readonly brokerRecord: string;
  readonly epmdRecord: string;
};

async function startOnce(
  options: RabbitmqOptions,
  { script, dir, brokerRecord, epmdRecord }: Place,
): Promise<RunningRabbitmq> {
  const ports: BrokerPorts = {
    amqp: await chosenPort(options.port),
    management: await chosenPort(options.managementPort),
    epmd: await freePort(0),
    distribution: await freePort(0),
    tls: options.tls,
  };
  const { env, user, password } = writeBrokerFiles(dir, ports);
  const epmd = await startChild({
    name: 'epmd',
    command: findEpmd(),
    args: ['-port', String(ports.epmd), '-address', '127.0.0.1'],
    env,
    cwd: dir,
    recordFile: epmdRecord,
    ending: epmdEnding,
  });
  const managementUrl = `http://${user}:${password}@127.0.0.1:${ports.management}`;
  const management = managementApi({ url: managementUrl });
  const children: Child[] = [epmd];
  const stop = async (): Promise<void> => {
    for (const child of [...children].reverse()) await child.stop();
  };
  try {
    const broker = await startChild({
      name: 'RabbitMQ',
      command: script,
      args: [],
      env,
      cwd: dir,
      recordFile: brokerRecord,
      ending: brokerEnding,
      onLog: options.onLog,
    });
    children.push(broker);
    await ready(broker, management);
    if (options.queues === 'general') await declareGeneralQueue(management);
    const url = `amqp://${user}:${password}@127.0.0.1:${ports.amqp}`;
    const { createVhost, deleteVhost } = management;
    return {
      url,
      port: ports.amqp,
      pid: broker.pid,
      managementUrl,
      exited: broker.exited,
      vhostUrl: (name) => vhostUrl(url, name),
      createVhost,
      deleteVhost,
      async control(...words) {
        const tool = join(dirname(script), 'rabbitmqctl');
        const { stdout } = await promisify(execFile)(tool, words, { env, cwd: dir });
        return stdout;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The listeners open last: when the broker lists its AMQP listener, everything else is there. */
async function ready(broker: Child, management: Management): Promise<void> {
  await eventually(
    async () => {
      if (broker.ended() !== undefined) {
        const lines = broker.lastLines();
        throw new Hopeless(portTaken(lines) ?? new Error(`RabbitMQ: ${broker.ended()}\n${lines}`));
      }
      const overview = (await management.request('GET', '/overview')) as {
        readonly listeners?: readonly { readonly protocol: string }[];
      };
      return overview.listeners?.some(({ protocol }) => protocol === 'amqp') ? true : undefined;
    },
    { what: 'RabbitMQ to open its listeners', deadlineMs: 120_000, everyMs: 100 },
  );
}

/** Erlang's port mapper; Erlang keeps it beside its runtime when it is not on the PATH. */
function findEpmd(): string {
  const onPath = findProgram('epmd');
  if (onPath !== undefined) return onPath;
  const root = '/usr/lib/erlang';
  const found = readdirSync(root)
    .filter((name) => name.startsWith('erts-'))
    .map((name) => join(root, name, 'bin', 'epmd'))
    .find(isExecutable);
  if (found === undefined)
    throw new Error('epmd, a part of Erlang, is not installed beside RabbitMQ');
  return found;
}
