import { drive, rowOf } from '../harness/drive.ts';
import { inWorld } from '../harness/in-world.ts';
import { startMailSink, startObvious } from '../harness/sink.ts';
import { type Measurement, worldSeconds } from '../measurement.ts';

/** The service that one would write first, with the same servers, the same load and the same sink. */
export const obvious: Measurement = {
  name: 'obvious',
  sentence: 'A hand-written service (BullMQ, React Email, nodemailer) doing the same job over SMTP',
  takes: ({ seconds }) => seconds + worldSeconds,
  async run(bench) {
    const { seconds, say } = bench;
    const sink = await startMailSink();
    try {
      return await inWorld(bench, async (world) => {
        const env = {
          DATABASE_URL: world.urls.database,
          REDIS_URL: world.urls.redis.split('?')[0] ?? '',
          RABBITMQ_URL: world.urls.rabbitmq,
          SMTP_URL: sink.url,
        };
        const [api, worker] = await Promise.all([
          startObvious('api', env),
          startObvious('worker', env),
        ]);
        for (const [name, { pid }] of Object.entries({ api, worker, sink })) world.watch(name, pid);
        say('batches of 50');
        try {
          const driven = await drive(
            { ...world, apiUrl: api.url },
            {
              seconds,
              connections: 2,
              batchSize: 50,
              mostUnderWay: 500,
              sent: async () => {
                const [row] = await world.sql<{ count: number }[]>`
                  select count(*)::int as count from obvious where status = 'sent'`;
                return row?.count ?? 0;
              },
            },
          );
          return [rowOf('batches of 50', driven)];
        } finally {
          await Promise.all([api.stop(), worker.stop()]);
        }
      });
    } finally {
      await sink.stop();
    }
  },
};
