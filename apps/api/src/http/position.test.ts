import type { Reads } from '@postroom/application';
import { readsFromPrimary } from '@postroom/application';
import { expect, test } from 'vitest';
import { welcome } from '../testing/bodies.ts';
import { createTestApi } from '../testing/test-api.ts';

/** An API beside a standby: what reads were told to see, in order. */
const beside = (written: Reads['written']) => {
  const asked: (string | undefined)[] = [];
  const api = createTestApi({
    auth: 'off',
    reads: {
      written,
      after(position) {
        asked.push(position);
        return readsFromPrimary(api.world.queries).after(position);
      },
    },
  });
  return { api, asked };
};

test('a write is answered with its position, which a read brings back', async () => {
  const { api, asked } = beside(async () => '0/3018AB0');

  const sent = await api.call('/notifications/send', { body: welcome({ userid: 'ada' }) });
  const position = sent.headers.get('x-postroom-position') ?? '';
  const { notification_id } = sent.json;
  for (const path of [`/notifications/${notification_id}`, '/notifications/history/ada']) {
    const read = await api.call(path, { headers: { 'X-Postroom-Position': position } });
    expect(read.headers.get('x-postroom-position')).toBeNull();
  }
  await api.call('/notifications');

  expect(asked).toEqual(['0/3018AB0', '0/3018AB0', undefined]);
});

test('a refused write, and one whose position nobody knows, have none', async () => {
  const { api } = beside(async () => undefined);

  const sent = await api.call('/notifications/send', { body: welcome() });
  const refused = await beside(async () => '0/1').api.call('/notifications/send', { body: {} });

  expect([sent.status, sent.headers.get('x-postroom-position')]).toEqual([202, null]);
  expect([refused.status, refused.headers.get('x-postroom-position')]).toEqual([422, null]);
});

test('what is no position is refused', async () => {
  const { api, asked } = beside(async () => undefined);

  const read = await api.call('/notifications', { headers: { 'X-Postroom-Position': 'latest' } });

  expect(read.status).toBe(422);
  expect(read.json.errors).toMatchObject([{ header: 'X-Postroom-Position' }]);
  expect(asked).toEqual([]);
});
