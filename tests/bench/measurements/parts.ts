import { createEventPublisher, openBroker } from '@postroom/adapters/amqp';
import { builtInTypes, createRenderer } from '@postroom/templates';
import { inWorld } from '../harness/in-world.ts';
import type { World } from '../harness/world.ts';
import { type Measurement, type Row, worldSeconds } from '../measurement.ts';
import { openJobs } from '../parts/jobs.ts';
import { part } from '../parts/part.ts';
import { openStages } from '../parts/store.ts';

/** Notifications a second of window, so that the quickest part still runs for a tenth of one. */
const perSecond = 1_500;

/** Each stage alone, without HTTP: from their sum follows what two cores could do at best. */
export const parts: Measurement = {
  name: 'parts',
  sentence: 'Each part alone in one process, in full batches',
  takes: ({ seconds }) => 1.5 * seconds + worldSeconds,
  run: (bench) =>
    inWorld(bench, async (world) => {
      const { seconds, say } = bench;
      const count = seconds * perSecond;
      const stages = openStages(world, count);
      const jobs = await openJobs(world, stages.jobs);
      const broker = openBroker({ url: world.urls.rabbitmq });
      await broker.connected(AbortSignal.timeout(30_000));
      const rows: Row[] = [];
      const measure = async (what: string, work: () => Promise<number>): Promise<void> => {
        say(what);
        rows.push(await part(world, what, work));
      };
      try {
        await measure('insert', stages.insert);
        await measure('relay jobs', stages.drainJobs);
        await measure('addBulk', jobs.add);
        await measure('no-op worker', jobs.take);
        await measure('deliver', stages.deliver);
        await measure('events', () => stages.drainEvents(createEventPublisher(broker)));
        rows.push(await rendering(world, count));
      } finally {
        await broker.close();
        await jobs.close();
        await stages.close();
      }
      return rows;
    }),
};

const rendering = async (world: World, count: number): Promise<Row> => {
  const renderer = createRenderer(builtInTypes, { serviceName: 'Acme' });
  await renderer.prepare();
  const requestOf = (place: number) => ({
    type: 'welcome',
    template: 'welcome',
    variables: { username: `User Number ${place}` },
    unsubscribeUrl: null,
  });
  return part(world, 'render', async () => {
    for (let place = 0; place < count; place += 1) await renderer.render(requestOf(place));
    return count;
  });
};
