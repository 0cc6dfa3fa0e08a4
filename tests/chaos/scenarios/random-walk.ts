import { setTimeout as pause } from 'node:timers/promises';
import { redisCommand } from '../harness/redis-command.ts';
import type { World } from '../harness/world.ts';
import type { Arena, Scenario } from '../scenario.ts';

type Fault = (world: World, arena: Arena) => Promise<void>;

const pauseOf = (arena: Arena): Promise<void> => pause(arena.random.between(200, 3_000));

const spoil =
  (line: 'postgres' | 'redis' | 'rabbitmq' | 'provider', how: 'cut' | 'swallow' | 'slow'): Fault =>
  async (world, arena) => {
    const proxy = world.line(line);
    if (how === 'slow') proxy.delay(arena.random.between(50, 500));
    else proxy[how]();
    await pauseOf(arena);
    proxy.restore();
  };

/** Everything that may happen, each as likely as the others. */
const faults: { readonly [name: string]: Fault } = {
  kill: async (world, { random }) => {
    await world.fleet.killOne(random, ['api', 'relay', 'worker', 'bridge']);
  },
  freeze: async (world, arena) => {
    const member = arena.random.pick(world.fleet.members());
    const pid = member.current()?.pid;
    if (pid === undefined) return;
    process.kill(pid, 'SIGSTOP');
    await pauseOf(arena);
    process.kill(pid, 'SIGCONT');
  },
  restart: async (world, { random }) => {
    const members = world.fleet.members().filter((member) => member.current() !== undefined);
    if (members.length > 0) await world.fleet.restart(random.pick(members));
  },
  flush: async (_, { servers }) => {
    await redisCommand(servers.urls.redisUrl, 'FLUSHALL');
  },
  redis: async (_, arena) => {
    await arena.servers.redis.kill();
    await pauseOf(arena);
    await arena.servers.redis.start();
  },
  postgres: async (_, { servers }) => {
    await servers.postgres.kill();
    await servers.postgres.start();
  },
  rabbitmq: async (_, { servers }) => {
    await servers.rabbitmq.kill();
    await servers.rabbitmq.start();
  },
  lost_answers: async (world, arena) => {
    world.resend.decide(() => (arena.random.chance(0.3) ? 'lose_answer' : 'accept'));
    await pauseOf(arena);
    world.resend.decide(() => 'accept');
  },
  throttled: async (world, arena) => {
    world.resend.decide(() => ({ status: 429, retryAfterSeconds: 1 }));
    await pauseOf(arena);
    world.resend.decide(() => 'accept');
  },
  postgres_cut: spoil('postgres', 'cut'),
  postgres_swallowed: spoil('postgres', 'swallow'),
  postgres_slow: spoil('postgres', 'slow'),
  redis_cut: spoil('redis', 'cut'),
  redis_swallowed: spoil('redis', 'swallow'),
  rabbitmq_cut: spoil('rabbitmq', 'cut'),
  provider_cut: spoil('provider', 'cut'),
  provider_swallowed: spoil('provider', 'swallow'),
};

/** Milliseconds of load before each fault: mails are accepted, sent on, and not answered by then. */
const underWayMs = 500;

export const randomWalk: Scenario = {
  name: 'random-walk',
  promise: 'all',
  sentence: 'a random walk of every fault under load breaks no promise',
  async run(arena) {
    const world = await arena.world({
      provider: 'resend',
      proxied: ['postgres', 'redis', 'rabbitmq', 'provider'],
      env: { MAX_RETRIES: '50', RETRY_CAP_MS: '5000' },
    });
    await Promise.all(['api', 'bridge'].map((role) => world.fleet.keep(role)));
    await Promise.all(['relay', 'worker'].map((role) => world.fleet.keep(role, { count: 2 })));
    // So that each fault, whatever it is, meets mails that are accepted and not answered yet.
    world.resend.answerAfter(300);
    const steps = arena.scale(90, 6);
    const counts = new Map<string, number>();
    for (let step = 1; step <= steps; step += 1) {
      const name = arena.random.pick(Object.keys(faults));
      const handing = world.load.hand(arena.scale(50, 30), { perSecond: 30 });
      await pause(underWayMs);
      await faults[name]?.(world, arena);
      await handing;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    await arena.verify(world);

    for (const [name, times] of counts) arena.fault(name.replaceAll('_', ' '), times);
  },
};
