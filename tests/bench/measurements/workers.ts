import { drive, rowOf } from '../harness/drive.ts';
import { inWorld } from '../harness/in-world.ts';
import { startSlowResend } from '../harness/sink.ts';
import { chosenFrom, type Measurement, type Row, worldSeconds } from '../measurement.ts';

const answerAfterMs = 100;
/** At a time and worker: few, so that the machine is not full before there are four workers. */
const concurrency = 8;
const counts = [1, 2, 4] as const;

/** Whether workers add up while the provider is what takes the time. */
export const workers: Measurement = {
  name: 'workers',
  sentence: `A provider over HTTP that answers after ${answerAfterMs} ms, WORKER_CONCURRENCY=${concurrency}: ${(concurrency * 1_000) / answerAfterMs} a second and worker are possible, until the cores are full (\`coresBusy\`)`,
  takes: (size) => chosenFrom(size, counts, 2).length * (size.seconds + worldSeconds),
  async run(bench) {
    const { seconds, say } = bench;
    const resend = await startSlowResend({ ANSWER_AFTER_MS: String(answerAfterMs) });
    const env = {
      EMAIL_PROVIDERS: 'resend',
      RESEND_API_KEY: 're_bench_key',
      RESEND_BASE_URL: resend.url,
      WORKER_CONCURRENCY: String(concurrency),
    };
    const rows: Row[] = [];
    try {
      for (const count of chosenFrom(bench, counts, 2)) {
        say(`${count} workers`);
        const row = await inWorld(
          bench,
          async (world) => {
            world.watch('provider', resend.pid);
            await Promise.all([
              world.start('api'),
              world.start('relay'),
              world.start('worker', { count }),
            ]);
            const load = { connections: 2, batchSize: 50, mostUnderWay: 300 };
            return rowOf(`${count}`, await drive(world, { ...load, seconds }));
          },
          env,
        );
        rows.push(row);
      }
    } finally {
      await resend.stop();
    }
    return rows;
  },
};
