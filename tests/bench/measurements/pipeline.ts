import { drive, rowOf } from '../harness/drive.ts';
import { inWorld } from '../harness/in-world.ts';
import { startMailSink } from '../harness/sink.ts';
import {
  type Bench,
  chosenFrom,
  type Measurement,
  type Row,
  worldSeconds,
} from '../measurement.ts';

/** Few enough not to be a backlog, enough for every part to have full batches. */
const mostUnderWay = 3_000;

/** Load that keeps every part of the pipeline busy. */
export const batches = { connections: 8, batchSize: 50, mostUnderWay } as const;

/** All that a notification passes through. */
export const pipelineRoles = ['api', 'relay', 'worker'] as const;

interface Variant {
  readonly what: string;
  readonly load: { readonly connections: number; readonly batchSize: number };
  readonly env?: { readonly [name: string]: string };
}

const variants: readonly Variant[] = [
  { what: 'batches of 50', load: batches },
  { what: 'single', load: { connections: 64, batchSize: 1 } },
  { what: 'batches, no cap', load: batches, env: { RECIPIENT_CAP: '0' } },
  { what: 'batches, default concurrency', load: batches, env: { WORKER_CONCURRENCY: '50' } },
];

/** From the request to the event that RabbitMQ confirmed. */
export const pipeline: Measurement = {
  name: 'pipeline',
  sentence:
    'Accepted, rendered, handed to a provider that does nothing, settled, event confirmed by RabbitMQ',
  takes: (size) => chosenFrom(size, variants, 2).length * (size.seconds + worldSeconds),
  async run(bench) {
    const rows: Row[] = [];
    for (const variant of chosenFrom(bench, variants, 2)) {
      bench.say(variant.what);
      rows.push(await throughAll(bench, variant));
    }
    return rows;
  },
};

/** Of a worker to the mail server; what is in hand at a time decides how many travel together. */
const connections = [
  { what: 'batches of 50', parameters: '?maxConnections=100' },
  { what: 'batches, default connections', parameters: '' },
] as const;

/** The same to a mail server on the same machine. */
export const smtp: Measurement = {
  name: 'smtp',
  sentence: 'The same with mail over SMTP to a sink on this machine',
  takes: (size) => chosenFrom(size, connections, 1).length * (size.seconds + worldSeconds),
  async run(bench) {
    const sink = await startMailSink();
    try {
      const rows: Row[] = [];
      for (const { what, parameters } of chosenFrom(bench, connections, 1)) {
        bench.say(what);
        const env = { EMAIL_PROVIDERS: 'smtp', SMTP_URL: `${sink.url}${parameters}` };
        rows.push(await throughAll(bench, { what, load: batches, env }, { sink: sink.pid }));
      }
      return rows;
    } finally {
      await sink.stop();
    }
  },
};

const throughAll = (
  bench: Bench,
  { what, load, env = {} }: Variant,
  besides: { readonly [name: string]: number } = {},
): Promise<Row> =>
  inWorld(
    bench,
    async (world) => {
      for (const [name, pid] of Object.entries(besides)) world.watch(name, pid);
      await Promise.all(pipelineRoles.map((role) => world.start(role)));
      return rowOf(what, await drive(world, { ...load, mostUnderWay, seconds: bench.seconds }));
    },
    env,
  );
