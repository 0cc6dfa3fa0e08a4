import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { keptSecret } from '../platform/secret.ts';
import type { TlsListener } from '../platform/tls-listener.ts';

export type BrokerPorts = {
  readonly amqp: number;
  /** A listener that speaks TLS as well. */
  readonly tls?: TlsListener | undefined;
  readonly management: number;
  /** Erlang's own: the port mapper and the node's distribution. */
  readonly epmd: number;
  readonly distribution: number;
};

export type BrokerFiles = {
  readonly user: string;
  readonly password: string;
  readonly env: NodeJS.ProcessEnv;
};

/**
 * Writes what a private broker reads and returns the environment that points it there.
 *
 * Everything lies in `dir`: data, logs, Erlang's cookie (its HOME), configuration with keys that
 * 3.10 to 4.x share. The node's name is derived from `dir`, since the data belongs to the name.
 */
export function writeBrokerFiles(dir: string, ports: BrokerPorts): BrokerFiles {
  mkdirSync(join(dir, 'log'), { recursive: true, mode: 0o700 });
  const user = 'postroom';
  const password = keptSecret(join(dir, 'password'));
  writeCookie(dir);
  writeFileSync(join(dir, 'rabbitmq-env.conf'), '');
  writeFileSync(join(dir, 'enabled_plugins'), '[rabbitmq_management].\n');
  writeFileSync(
    join(dir, 'rabbitmq.conf'),
    [
      `listeners.tcp.local = 127.0.0.1:${ports.amqp}`,
      'management.tcp.ip = 127.0.0.1',
      `management.tcp.port = ${ports.management}`,
      `default_user = ${user}`,
      `default_pass = ${password}`,
      // The default blocks every publisher on a disk with less free than the machine has memory.
      'disk_free_limit.absolute = 200MB',
      'log.file.level = info',
      ...(ports.tls === undefined
        ? []
        : [
            `listeners.ssl.local = 127.0.0.1:${ports.tls.port}`,
            `ssl_options.cacertfile = ${ports.tls.caFile}`,
            `ssl_options.certfile = ${ports.tls.certFile}`,
            `ssl_options.keyfile = ${ports.tls.keyFile}`,
            'ssl_options.verify = verify_peer',
            'ssl_options.fail_if_no_peer_cert = false',
          ]),
      '',
    ].join('\n'),
    { mode: 0o600 },
  );
  const name = createHash('sha256').update(dir).digest('hex').slice(0, 10);
  return {
    user,
    password,
    env: {
      PATH: [process.env.PATH, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
      LANG: 'C.UTF-8',
      HOME: dir,
      // Makes the script become the server instead of staying in front of it as a shell.
      RUNNING_UNDER_SYSTEMD: 'true',
      RABBITMQ_NODENAME: `postroom-${name}@localhost`,
      RABBITMQ_CONF_ENV_FILE: join(dir, 'rabbitmq-env.conf'),
      RABBITMQ_CONFIG_FILE: join(dir, 'rabbitmq.conf'),
      RABBITMQ_ADVANCED_CONFIG_FILE: join(dir, 'advanced.config'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(dir, 'enabled_plugins'),
      RABBITMQ_GENERATED_CONFIG_DIR: join(dir, 'generated'),
      RABBITMQ_MNESIA_BASE: join(dir, 'data'),
      RABBITMQ_LOG_BASE: join(dir, 'log'),
      RABBITMQ_PID_FILE: join(dir, 'rabbitmq.pid'),
      RABBITMQ_DIST_PORT: String(ports.distribution),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: [
        '+B i',
        '-start_epmd false',
        '-kernel inet_dist_use_interface {127,0,0,1}',
      ].join(' '),
      ERL_EPMD_PORT: String(ports.epmd),
      ERL_EPMD_ADDRESS: '127.0.0.1',
      ERL_CRASH_DUMP: '/dev/null',
    },
  };
}

/** Erlang refuses a cookie that others can read, and makes a guessable one when there is none. */
function writeCookie(dir: string): void {
  const cookie = join(dir, '.erlang.cookie');
  if (existsSync(cookie)) return;
  writeFileSync(cookie, keptSecret(join(dir, 'cookie')).replaceAll(/[^A-Za-z0-9]/g, 'X'), {
    mode: 0o400,
  });
  chmodSync(cookie, 0o400);
}
