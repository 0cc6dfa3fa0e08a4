import type { LaneControls } from '@postroom/adapters/postgres';
import type { FleetFacts, Queries, Roster } from '@postroom/application';
import { type Config, probeTimeoutMs, withDeadline } from '@postroom/runtime';
import type { ApiContext, Phase } from '../context.ts';
import { type AskPart, absentPart, backlogPart, part, serverPart } from './parts.ts';
import { type HealthPart, reportOf } from './report.ts';
import { type AskRoster, asSeenBy, roleParts } from './role-parts.ts';
import { standbyPart } from './standby.ts';

const schemaPart = (phase: Phase): HealthPart =>
  phase === 'waiting'
    ? { name: 'schema', status: 'down', latency_ms: null, detail: 'not migrated: npm run migrate' }
    : { name: 'schema', status: 'up', latency_ms: null };

interface HealthSources {
  readonly config: Pick<Config, 'redis' | 'rabbitmq'>;
  readonly queries: Queries;
  readonly laneControls: LaneControls;
  readonly primary: AskPart;
  readonly phase: ApiContext['phase'];
  roster(): Promise<Roster>;
  facts(): Promise<FleetFacts>;
  /** Seconds; absent where no standby is set. */
  readonly standbyLag: (() => Promise<number>) | undefined;
}

/**
 * What the API can tell of the installation. All parts are asked at once, each for two seconds at
 * most; whoever asks while an answer is being made gets the same, so that asking often costs little.
 */
export const healthOf = (
  sources: HealthSources,
): Pick<ApiContext, 'health' | 'fleet' | 'facts'> => ({
  health: shared(async () => {
    const roster = once(() => withDeadline(sources.roster(), probeTimeoutMs, 'reading heartbeats'));
    return reportOf(await Promise.all(partsOf(sources, roster).map((ask) => ask())));
  }),
  fleet: async () => {
    const { queries, laneControls } = sources;
    const [backlog, outbox, paused, roster] = await Promise.all([
      queries.backlog(),
      queries.outbox(),
      laneControls.paused(),
      sources.roster(),
    ]);
    return { backlog, outbox, paused, roster };
  },
  facts: () => sources.facts(),
});

const partsOf = (
  { config, queries, laneControls, primary, phase, standbyLag }: HealthSources,
  roster: AskRoster,
): readonly AskPart[] => [
  primary,
  () => Promise.resolve(schemaPart(phase())),
  standbyLag ? standbyPart(standbyLag) : absentPart('standby', 'none is set'),
  asSeenBy(
    config.redis.url
      ? serverPart('queue_store', config.redis.url, 6379)
      : part('queue_store', () => queries.outbox()),
    roster,
    { name: 'queue_store', states: { down: 'it answers, but not to the relay' } },
  ),
  asSeenBy(
    config.rabbitmq.url
      ? serverPart('rabbitmq', config.rabbitmq.url, 5672)
      : absentPart('rabbitmq', 'none is set: events end as not published'),
    roster,
    {
      name: 'rabbitmq',
      states: {
        blocked: 'it takes no messages',
        down: 'it answers, but not to the relay or bridge',
      },
    },
  ),
  ...roleParts(roster),
  backlogPart('oldest_unsent', async () => {
    const [backlog, paused] = await Promise.all([queries.backlog(), laneControls.paused()]);
    return backlog.filter(({ queue }) => !paused.has(queue));
  }),
];

/** Asked once, however many want the answer. */
const once = <Answer>(ask: () => Promise<Answer>): (() => Promise<Answer>) => {
  let asked: Promise<Answer> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
};

/** Those who come while one is being answered get its answer. */
const shared = <Answer>(ask: () => Promise<Answer>): (() => Promise<Answer>) => {
  let asked: Promise<Answer> | undefined;
  return () => {
    asked ??= ask().finally(() => {
      asked = undefined;
    });
    return asked;
  };
};
