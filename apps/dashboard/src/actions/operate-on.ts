import {
  createLaneControls,
  createQueries,
  createUnitOfWork,
  type Sql,
} from '@postroom/adapters/postgres';
import type { QueueBackend } from '@postroom/adapters/queue';
import { bootstrap } from '@postroom/application';
import type { TypeCatalogue } from '@postroom/domain';
import { uuidv7 } from 'uuidv7';
import type { ActionContext } from './index.ts';

/** How an operator who clicked is named in timelines and lane controls. */
const by = 'the dashboard';

/** What the buttons do, on the real stores. */
export const operateOn = (
  sql: Sql,
  backend: QueueBackend,
  catalogue: TypeCatalogue,
): Omit<ActionContext, 'log'> => {
  const bus = bootstrap({
    unitOfWork: createUnitOfWork(sql),
    catalogue,
    now: () => new Date(),
    newId: uuidv7,
  });
  const queries = createQueries(sql);
  const controls = createLaneControls(sql);
  return {
    lanes: backend.bullQueues(),
    sendAgain: (notificationId) =>
      bus.handle({ type: 'send-again', notificationId, source: null, by }),
    statusOf: async (id) => (await queries.notification(id))?.notification.status,
    async setPaused(lane, to) {
      // First what survives, then what workers see at once.
      await controls.set(lane, to === 'paused', by);
      await (to === 'paused' ? backend.pauseLane(lane) : backend.resumeLane(lane));
    },
  };
};
