import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';

const password = randomBytes(16).toString('hex');

/** The images of docker-compose.yml. */
const images = {
  Redis: {
    run: [
      'redis:7.4.9',
      'redis-server',
      '--requirepass',
      password,
      '--maxmemory-policy',
      'noeviction',
    ],
    ports: [6379],
    given: ([port]) => ({ redisUrl: `redis://:${password}@127.0.0.1:${port}` }),
  },
  RabbitMQ: {
    run: ['rabbitmq:4.2.9-management'],
    env: ['RABBITMQ_DEFAULT_USER=postroom', `RABBITMQ_DEFAULT_PASS=${password}`],
    ports: [5672, 15672],
    given: ([amqp, management]) => ({
      rabbitmqUrl: `amqp://postroom:${password}@127.0.0.1:${amqp}`,
      rabbitmqManagementUrl: `http://postroom:${password}@127.0.0.1:${management}`,
    }),
  },
};

/**
 * Runs the named servers in Docker, on free ports of the loopback address. Resolves with their URLs
 * and how to remove them; whoever starts the tests' servers waits until they answer.
 */
export async function startContainers(names) {
  const ids = [];
  const stop = async () => {
    for (const id of ids.splice(0))
      spawnSync('docker', ['rm', '-f', '-v', id], { stdio: 'ignore' });
  };
  try {
    const given = {};
    for (const name of names) {
      const { run, env = [], ports, given: urls } = images[name];
      console.log(`test: starting ${run[0]} in Docker`);
      const id = docker(
        'run',
        '--detach',
        '--rm',
        ...env.flatMap((one) => ['--env', one]),
        ...ports.flatMap((port) => ['--publish', `127.0.0.1::${port}`]),
        ...run,
      );
      ids.push(id);
      const published = ports.map((port) => docker('port', id, `${port}/tcp`).split(':').at(-1));
      Object.assign(given, urls(published));
    }
    return { given, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function docker(...args) {
  const { status, stdout, stderr } = spawnSync('docker', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`docker ${args[0]} failed: ${stderr.trim()}`);
  return stdout.trim();
}
