import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { parseConfig } from '@postroom/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asStarted, composeFile as compose, root } from './compose-file.ts';

const services = Object.entries(compose.services);
const longLived = services.filter(([, service]) => service.healthcheck !== undefined);

describe('the composed system', () => {
  test('has the names and ports that others rely on', () => {
    const published = services.flatMap(([, { ports = [] }]) =>
      ports.map((port) => port.replace(/^\$\{PUBLISH_ADDRESS:-127\.0\.0\.1\}:/, '')),
    );

    expect(published.toSorted()).toEqual([
      '15673:15672',
      '3000:3000',
      '5434:5432',
      '8001:8001',
      '8002:8002',
      '8025:8025',
      '9090:9090',
    ]);
    expect(
      services.flatMap(([name, { container_name: known }]) => (known ? [[name, known]] : [])),
    ).toEqual([
      ['api', 'notification_service'],
      ['primary', 'primary_db'],
      ['standby', 'standby_db'],
      ['rabbitmq', 'rabbitmq_broker'],
    ]);
    expect(compose.networks).toEqual({ frontnet: null, backnet: { internal: true } });
    expect(Object.keys(compose.volumes)).toEqual(
      expect.arrayContaining(['pg_data_primary', 'pg_data_standby', 'rabbitmq_data']),
    );
  });

  test('needs no variable before its first start', () => {
    expect(readFileSync(join(root, 'docker-compose.yml'), 'utf8')).not.toMatch(/\$\{\w+:?\?/);
  });

  test('checks the health of all that goes on running, and bounds its memory', () => {
    expect(longLived.map(([name]) => name)).toEqual([
      ...['api', 'bridge', 'relay', 'worker', 'dashboard', 'primary', 'standby', 'redis'],
      ...['rabbitmq', 'prometheus', 'grafana', 'inbox'],
    ]);
    expect(longLived.filter(([, { mem_limit: limit }]) => limit === undefined)).toEqual([]);
  });

  test('starts what is there, from files that are there', () => {
    const scripts = services
      .filter(([, { image = '' }]) => image.startsWith('postroom:'))
      .flatMap(([, { command = [] }]) => command.filter((word) => word.includes('/dist/')));
    const mounted = services
      .flatMap(([, { volumes = [] }]) => volumes)
      .filter((volume) => volume.startsWith('./infra/'))
      .map((volume) => volume.split(':')[0] ?? '');

    const sources = scripts.map((script) => script.replace('dist', 'src').replace(/js$/, 'ts'));
    expect([...sources, ...mounted].filter((file) => !existsSync(join(root, file)))).toEqual([]);
    expect(sources).toHaveLength(6);
  });

  test('names every image by its full version, those of the tests among them', () => {
    const text = (file: string) => readFileSync(join(root, file), 'utf8');
    const images = services.flatMap(([, { image = '' }]) =>
      image.startsWith('postroom:') ? [] : image,
    );
    const stages = [...text('Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, image = '']) => image);
    const ofTests = [...text('scripts/support/containers.mjs').matchAll(/run: \[\s*'([^']+)'/g)];
    const { packageManager } = JSON.parse(text('package.json')) as { packageManager: string };

    expect(
      [...images, ...stages].filter((image) => !/:v?\d+\.\d+(\.\d+)?(-[a-z-]+)?$/.test(image)),
    ).toEqual([]);
    expect(new Set(stages).size).toBe(1);
    expect(ofTests).toHaveLength(2);
    for (const [, image] of ofTests) expect(images).toContain(image);
    expect(text('Dockerfile')).toContain(
      `npm install --global --no-fund --no-update-notifier ${packageManager}`,
    );
  });

  test('names only volumes, services and networks that it has', () => {
    const used = services.flatMap(([, { volumes = [], networks = [], depends_on = {} }]) => [
      ...volumes.flatMap((volume) => (volume.startsWith('.') ? [] : [volume.split(':')[0] ?? ''])),
      ...(Array.isArray(networks) ? networks : Object.keys(networks)),
      ...Object.keys(depends_on),
    ]);

    const known = { ...compose.services, ...compose.networks, ...compose.volumes };
    expect(used.filter((name) => !(name in known))).toEqual([]);
  });

  test('runs roles as nobody in particular, without a file system to write to', () => {
    const roles = ['api', 'bridge', 'relay', 'worker', 'dashboard'].map(
      (name) => compose.services[name],
    );

    expect(roles.map((role) => [role?.read_only, role?.user])).toEqual(
      roles.map(() => [true, undefined]),
    );
    expect(readFileSync(join(root, 'Dockerfile'), 'utf8')).toMatch(/^USER node$/m);
  });
});

describe('what is prepared before the first start', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'postroom-prepare-'));
    prepare();
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const at = (...path: string[]) => join(folder, ...path);
  const prepare = (given: Readonly<Record<string, string>> = {}) =>
    execFileSync('bash', [join(root, 'infra/docker/prepare.sh')], {
      stdio: 'pipe',
      env: {
        PATH: process.env.PATH,
        CONFIG: at('config'),
        LOGS: at('logs'),
        ...Object.fromEntries(
          ['roles', 'servers', 'watch'].map((name) => [name.toUpperCase(), made(at(name))]),
        ),
        // Who runs the tests may not be allowed to give files away.
        SERVER_USER: String(process.getuid?.()),
        ROLE_USER: String(process.getuid?.()),
        ...given,
      },
    });
  const made = (path: string): string => {
    execFileSync('mkdir', ['-p', path]);
    return path;
  };
  const rolesEnv = () => parseEnv(readFileSync(at('roles', 'roles.env'), 'utf8'));

  test('is enough for every role, over TLS to every server, on the ports that are asked', () => {
    for (const role of ['api', 'bridge', 'relay', 'worker', 'dashboard'] as const) {
      const own = asStarted(compose.services[role] ?? {}).environment;

      const config = parseConfig({ ...rolesEnv(), ...own, HOST: '0.0.0.0' }, role);

      expect(config.database.url).toMatch(/@primary:5432,standby:5432\/.*sslmode=verify-full$/);
      expect(config.redis.url).toMatch(/^rediss:/);
      expect(config.rabbitmq.url).toMatch(/^amqps:/);
      expect(config.auth.mode).toBe('keys');
      // Nothing sets the port: what the health check asks is what the role opens by itself.
      const { port } = role === 'api' ? config.api : config.ops;
      expect(compose.services[role]?.healthcheck?.test.at(-1)).toBe(String(port));
    }
  });

  test('is drawn once, and gives way to what is given', () => {
    const before = rolesEnv();

    prepare({ REDIS_PASSWORD: 'given', RESEND_API_KEY: 're_1' });
    const after = rolesEnv();

    expect(after.REDIS_URL).toBe('rediss://:given@redis:6379');
    for (const name of ['BOOTSTRAP_API_KEY', 'DATABASE_URL', 'LINK_SECRET']) {
      expect(after[name]).toBe(before[name]);
    }
    // Mail leaves the house: nobody sends it in a name that was made up.
    expect(after).not.toHaveProperty('EMAIL_FROM');
  }, 60_000);

  test('goes on under variables of an environment, which take over what was drawn', () => {
    const environments = made(at('clone', 'config', 'secrets', 'environments'));
    const template = 'prod.env.example';
    cpSync(join(root, 'config/secrets/environments', template), join(environments, template));
    cpSync(at('config', 'generated.env'), join(environments, '..', 'generated.env'));

    execFileSync('bash', [join(root, 'infra/docker/env-setup.sh'), 'prod'], {
      cwd: at('clone'),
      stdio: 'pipe',
    });

    const drawn = parseEnv(readFileSync(at('config', 'generated.env'), 'utf8'));
    const prod = parseEnv(readFileSync(join(environments, 'prod.env'), 'utf8'));
    for (const [name, value] of Object.entries(drawn))
      expect([name, prod[name]]).toEqual([name, value]);
    expect(Object.values(prod).join('\n')).not.toContain('change-me');
    expect(prod.SERVICE_NAME).toBe('Example');
  });

  test('hands the key that signs mail to the roles, when there is one', () => {
    expect(existsSync(at('roles', 'dkim.pem'))).toBe(false);
    writeFileSync(at('config', 'dkim.pem'), 'a key');

    prepare();

    expect(readFileSync(at('roles', 'dkim.pem'), 'utf8')).toBe('a key');
    expect(statSync(at('roles', 'dkim.pem')).mode & 0o777).toBe(0o400);
    expect(compose.services.worker?.environment?.DKIM_KEY_FILE).toContain('/run/postroom/dkim.pem');
  }, 60_000);

  test('is readable by those who need it, and the password of the schema by no role', () => {
    const { POSTGRES_PASSWORD } = parseEnv(readFileSync(at('config', 'generated.env'), 'utf8'));

    expect(readFileSync(at('roles', 'roles.env'), 'utf8')).not.toContain(POSTGRES_PASSWORD);
    expect(readdirSync(at('watch'))).toEqual(['grafana_password']);
    for (const file of readdirSync(at('servers'))) {
      const isPublic = (statSync(at('servers', file)).mode & 0o077) !== 0;
      expect([file, isPublic]).toEqual([file, file.endsWith('.pem')]);
    }
  });
});
