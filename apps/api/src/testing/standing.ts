import type { Status } from '@postroom/domain';
import { welcome } from './bodies.ts';
import type { TestApi } from './test-api.ts';

/** A notification of the source `shop` that stands where the test wants it; its id. */
export const standing = async (api: TestApi, status: Status): Promise<string> => {
  const key = api.keyFor('shop', ['send']);
  const { json } = await api.call('/notifications/send', { key, body: welcome() });
  const id: string = json.notification_id;
  await api.world.unitOfWork.transact(async (tx) => {
    const before = await tx.notifications.get(id);
    if (before) await tx.notifications.update([{ before, next: { ...before, status } }]);
  });
  return id;
};
