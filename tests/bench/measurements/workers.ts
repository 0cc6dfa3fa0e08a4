import { drive } from '../harness/drive.ts';
import { inWorld } from '../harness/in-world.ts';
import { startSlowResend } from '../harness/sink.ts';
import type { Measurement, Row } from '../measurement.ts';

const answerAfterMs = 100;
/** At a time and worker: few, so that the machine is not full before there are four workers. */
const concurrency = 15;

/** Whether workers add up while the provider is what takes the time. */
export const workers: Measurement = {
  name: 'workers',
  sentence: `A provider over HTTP that answers after ${answerAfterMs} ms, ${concurrency} mails at a time and worker`,
  async run({ servers, seconds, say }) {
    const resend = await startSlowResend({ ANSWER_AFTER_MS: String(answerAfterMs) });
    const env = {
      EMAIL_PROVIDERS: 'resend',
      RESEND_API_KEY: 're_bench_key',
      RESEND_BASE_URL: resend.url,
      WORKER_CONCURRENCY: String(concurrency),
    };
    const rows: Row[] = [];
    try {
      for (const count of [1, 2, 4]) {
        say(`${count} workers`);
        const row = await inWorld(
          servers,
          async (world) => {
            world.watch('provider', resend.pid);
            await Promise.all([
              world.start('api'),
              world.start('relay'),
              world.start('worker', { count }),
            ]);
            const load = { connections: 2, batchSize: 50, mostUnderWay: 1_000 };
            const { perSecond, costs } = await drive(world, { ...load, seconds });
            return { what: `${count}`, figures: { perSecond }, costs };
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
