import { eventually } from '../platform/eventually.ts';
import { managementApi } from '../rabbitmq/management.ts';
import { ping } from '../redis/ping.ts';

const patienceMs = 60_000;
const leftAlone = { pid: undefined, stop: async () => {} } as const;

/** A Redis that somebody else runs, once it answers. */
export async function givenRedis(url: string) {
  const { port, password } = new URL(url);
  await eventually(async () => ((await ping(Number(port), password)) ? true : undefined), {
    what: `Redis on port ${port} to answer`,
    deadlineMs: patienceMs,
  });
  return { ...leftAlone, url };
}

/** A RabbitMQ that somebody else runs, once its management answers. */
export async function givenRabbitmq(url: string, managementUrl: string) {
  const management = managementApi({ url: managementUrl });
  await eventually(() => management.request('GET', '/overview'), {
    what: `RabbitMQ on port ${new URL(url).port} to answer`,
    deadlineMs: patienceMs,
    everyMs: 250,
  });
  return { ...leftAlone, url, managementUrl };
}
