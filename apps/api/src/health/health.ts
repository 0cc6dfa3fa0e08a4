import type { LaneControls } from '@postroom/adapters/postgres';
import type { Queries } from '@postroom/application';
import type { Config } from '@postroom/runtime';
import type { ApiContext, Phase } from '../context.ts';
import { type AskPart, absentPart, backlogPart, part, serverPart } from './parts.ts';
import { type HealthPart, reportOf } from './report.ts';

/** A lane whose oldest waits for longer than this needs somebody to look. */
const oldestUnsentSeconds = 300;

const schemaPart = (phase: Phase): HealthPart =>
  phase === 'waiting'
    ? { name: 'schema', status: 'down', latency_ms: null, detail: 'not migrated: npm run migrate' }
    : { name: 'schema', status: 'up', latency_ms: null };

/** What the API can tell of the installation. All parts are asked at once, each for two seconds at most. */
export const healthOf = ({
  config,
  queries,
  laneControls,
  primary,
  phase,
}: {
  readonly config: Pick<Config, 'database' | 'redis' | 'rabbitmq'>;
  readonly queries: Queries;
  readonly laneControls: LaneControls;
  readonly primary: AskPart;
  readonly phase: ApiContext['phase'];
}): Pick<ApiContext, 'health' | 'fleet'> => {
  const { standbyUrl } = config.database;
  const parts: readonly AskPart[] = [
    primary,
    () => Promise.resolve(schemaPart(phase())),
    standbyUrl ? serverPart('standby', standbyUrl, 5432) : absentPart('standby', 'none is set'),
    config.redis.url
      ? serverPart('queue_store', config.redis.url, 6379)
      : part('queue_store', () => queries.outbox()),
    config.rabbitmq.url
      ? serverPart('rabbitmq', config.rabbitmq.url, 5672)
      : absentPart('rabbitmq', 'none is set: events end as not published'),
    backlogPart('oldest_unsent', () => queries.backlog(), oldestUnsentSeconds),
  ];
  return {
    health: async () => reportOf(await Promise.all(parts.map((ask) => ask()))),
    fleet: async () => {
      const [backlog, outbox, paused] = await Promise.all([
        queries.backlog(),
        queries.outbox(),
        laneControls.paused(),
      ]);
      return { backlog, outbox, paused };
    },
  };
};
