import { drive } from '../harness/drive.ts';
import { inWorld } from '../harness/in-world.ts';
import { startMailSink } from '../harness/sink.ts';
import type { Bench, Measurement, Row } from '../measurement.ts';
import { sum } from '../statistics.ts';

/** Few enough not to be a backlog, enough for every part to have full batches. */
const mostUnderWay = 3_000;

interface Variant {
  readonly what: string;
  readonly connections: number;
  readonly batchSize: number;
  readonly env?: { readonly [name: string]: string };
}

const batches = { what: 'batches of 50', connections: 8, batchSize: 50 } as const;

/** From the request to the event that RabbitMQ confirmed. */
export const pipeline: Measurement = {
  name: 'pipeline',
  sentence:
    'Accepted, rendered, handed to a provider that does nothing, settled, event confirmed by RabbitMQ',
  async run(bench) {
    const variants: readonly Variant[] = [
      batches,
      { what: 'single', connections: 64, batchSize: 1 },
      { ...batches, what: 'batches, no cap', env: { RECIPIENT_CAP: '0' } },
    ];
    const rows: Row[] = [];
    for (const variant of variants) {
      bench.say(variant.what);
      rows.push(await throughAll(bench, variant));
    }
    return rows;
  },
};

/** The same to a mail server on the same machine. */
export const smtp: Measurement = {
  name: 'smtp',
  sentence: 'The same with mail over SMTP to a sink on this machine',
  async run(bench) {
    const sink = await startMailSink();
    try {
      const env = { EMAIL_PROVIDERS: 'smtp', SMTP_URL: sink.url };
      return [await throughAll(bench, { ...batches, env }, { sink: sink.pid })];
    } finally {
      await sink.stop();
    }
  },
};

const throughAll = (
  { servers, seconds }: Bench,
  { what, connections, batchSize, env = {} }: Variant,
  besides: { readonly [name: string]: number } = {},
): Promise<Row> =>
  inWorld(
    servers,
    async (world) => {
      for (const [name, pid] of Object.entries(besides)) world.watch(name, pid);
      await Promise.all(['api', 'relay', 'worker'].map((role) => world.start(role)));
      const driven = await drive(world, { seconds, connections, batchSize, mostUnderWay });
      const { perSecond, costs, backlogGrowth } = driven;
      return {
        what,
        figures: { perSecond, microseconds: sum(Object.values(costs)), backlogGrowth },
        costs,
      };
    },
    env,
  );
