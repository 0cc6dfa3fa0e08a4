import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { freePort } from '@postroom/local';
import type { Places } from './places.ts';

/** What containers have by being apart from each other: ports, sockets and homes of their own. */
export const engineOf = async (
  folder: string,
  { portOf, pathOf }: Places,
  owner: { readonly uid: number; readonly gid: number },
): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>> => {
  const ops = (service: string, port: number) => ({ OPS_PORT: String(portOf(service, port)) });
  const postgres = (service: string) => ({
    PGPORT: String(portOf(service, 5432)),
    PGHOST: pathOf(service, '/var/lib/postgresql'),
  });
  return {
    api: { PORT: String(portOf('api', 8001)) },
    bridge: ops('bridge', 8011),
    relay: ops('relay', 8012),
    worker: ops('worker', 8013),
    dashboard: { ...ops('dashboard', 8014), DASHBOARD_PORT: String(portOf('dashboard', 8002)) },
    // Who runs the tests may not be allowed to give files away.
    prepare: {
      SERVER_USER: String(owner.uid),
      ROLE_USER: String(process.getuid?.()),
    },
    primary: {
      ...postgres('primary'),
      INITDB: dirname(pathOf('primary', '/docker-entrypoint-initdb.d/init.sh')),
      SERVERS: pathOf('primary', '/run/servers'),
    },
    standby: {
      ...postgres('standby'),
      PRIMARY_HOST: 'localhost',
      PRIMARY_PORT: String(portOf('primary', 5432)),
    },
    redis: { REDIS_PORT: String(portOf('redis', 6379)) },
    rabbitmq: await rabbitmqOf(folder, { portOf, pathOf }),
  };
};

/** The image's own configuration, and what keeps a broker apart from others of the machine. */
const rabbitmqOf = async (
  folder: string,
  { portOf, pathOf }: Pick<Places, 'portOf' | 'pathOf'>,
): Promise<Readonly<Record<string, string>>> => {
  const own = join(folder, 'rabbitmq');
  mkdirSync(own);
  chmodSync(own, 0o755);
  writeFileSync(join(own, 'enabled_plugins'), '[rabbitmq_management].\n');
  writeFileSync(join(own, 'rabbitmq-env.conf'), '');
  const conf = dirname(pathOf('rabbitmq', '/etc/rabbitmq/conf.d/20-postroom.conf'));
  writeFileSync(
    join(conf, '10-defaults.conf'),
    `management.tcp.port = ${portOf('rabbitmq', 15672)}\nlog.console = true\n`,
  );
  return {
    HOME: pathOf('rabbitmq', '/var/lib/rabbitmq'),
    RUNNING_UNDER_SYSTEMD: 'true',
    RABBITMQ_NODENAME: `composed-${process.pid}@localhost`,
    RABBITMQ_CONF_ENV_FILE: join(own, 'rabbitmq-env.conf'),
    RABBITMQ_CONFIG_FILES: conf,
    RABBITMQ_ADVANCED_CONFIG_FILE: join(own, 'advanced.config'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(own, 'enabled_plugins'),
    RABBITMQ_GENERATED_CONFIG_DIR: pathOf('rabbitmq', '/var/lib/rabbitmq/generated'),
    RABBITMQ_MNESIA_BASE: pathOf('rabbitmq', '/var/lib/rabbitmq/mnesia'),
    RABBITMQ_LOG_BASE: pathOf('rabbitmq', '/var/log/rabbitmq'),
    RABBITMQ_PID_FILE: pathOf('rabbitmq', '/var/lib/rabbitmq/pid'),
    RABBITMQ_DIST_PORT: String(await freePort(0)),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
      '+B i -start_epmd false -kernel inet_dist_use_interface {127,0,0,1}',
    ERL_EPMD_PORT: String(await freePort(0)),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_CRASH_DUMP: '/dev/null',
  };
};
