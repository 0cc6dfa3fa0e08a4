import { join } from 'node:path';
import { findRabbitmq } from '../rabbitmq/find.ts';
import { startRabbitmq } from '../rabbitmq/start.ts';
import { shown } from './part.ts';
import { type Started, type Starting, watch } from './starting.ts';

/** The broker that was given, or a private RabbitMQ when one is installed, or none. */
export async function broker(start: Starting): Promise<Started> {
  const { home, given, portOf, onProgress } = start;
  const name = 'RabbitMQ';
  if (given.rabbitmqUrl !== undefined) {
    const part = { name, url: shown(given.rabbitmqUrl), note: 'given by RABBITMQ_URL' };
    return { url: given.rabbitmqUrl, parts: [part] };
  }
  if (findRabbitmq() === undefined) {
    const note =
      'not installed: no events in or out (set RABBITMQ_URL, or install rabbitmq-server)';
    onProgress(`RabbitMQ is ${note}`);
    return { parts: [{ name, url: 'off', note }] };
  }
  onProgress('starting RabbitMQ');
  const { url, managementUrl, exited, stop } = await startRabbitmq({
    dir: join(home, 'rabbitmq'),
    port: () => portOf('rabbitmq'),
    managementPort: () => portOf('rabbitmqManagement'),
    queues: 'general',
  });
  onProgress('RabbitMQ runs');
  const { username } = new URL(url);
  const login = `user ${username}, password in ${join(home, 'rabbitmq', 'password')}`;
  return {
    url,
    parts: [
      { name, url: shown(url), note: `private, in ${home}` },
      { name: 'RabbitMQ management', url: shown(managementUrl), note: login },
    ],
    stop: watch(name, { exited, stop, onProgress }),
  };
}
