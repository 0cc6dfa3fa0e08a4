import type { DueEvent, RelayStore } from '@postroom/application';
import type { Tracing } from '@postroom/runtime';
import { expect, test } from 'vitest';
import { traceOutbox } from './trace-outbox.ts';

/** Notes what is traced instead of exporting it. */
const recorder = () => {
  const ended: { name: string; parent: unknown; attributes: unknown; failure?: string }[] = [];
  const tracing: Tracing = {
    start(name, { parent, attributes } = {}) {
      const span: (typeof ended)[number] = { name, parent, attributes };
      return {
        traceparent: `under ${String(parent)}`,
        rename: () => undefined,
        note: () => undefined,
        fail: (code) => {
          span.failure = code;
        },
        end: () => void ended.push(span),
      };
    },
    stop: async () => undefined,
    patienceMs: 0,
  };
  return { tracing, ended };
};

const storeOf = (given: { jobs?: readonly (string | null)[]; events?: readonly DueEvent[] }) =>
  ({
    async drainJobs(_queue, _limit, publish) {
      const { jobs = [] } = given;
      await publish(
        jobs.map((traceparent, i) => ({ rowId: `${i}`, id: `n-${i}`, dispatch: 0, traceparent })),
      );
      return jobs.length;
    },
    async drainEvents(_limit, publish) {
      const { events = [] } = given;
      await publish(events);
      return events.length;
    },
  }) satisfies RelayStore;

test('jobs of one trace in a batch are dispatched as one span, those of none as none', async () => {
  const { tracing, ended } = recorder();
  const store = traceOutbox(storeOf({ jobs: ['a', 'b', null, 'a'] }), tracing);

  await store.drainJobs('bulk', 10, async () => []);

  const lane = { 'postroom.lane': 'bulk' };
  expect(ended).toEqual([
    { name: 'dispatch', parent: 'a', attributes: { ...lane, 'postroom.notifications': 2 } },
    { name: 'dispatch', parent: 'b', attributes: { ...lane, 'postroom.notifications': 1 } },
  ]);
});

test('a batch that could not be added fails all its spans and leaves its rows', async () => {
  const { tracing, ended } = recorder();
  const store = traceOutbox(storeOf({ jobs: ['a', 'b'] }), tracing);
  const away = new Error('away');

  await expect(store.drainJobs('bulk', 10, () => Promise.reject(away))).rejects.toBe(away);

  expect(ended.map(({ failure }) => failure)).toEqual(['Error', 'Error']);
});

test('an event travels under its own span, and one nobody is bound to fails it', async () => {
  const { tracing, ended } = recorder();
  const due = (rowId: string): DueEvent => ({
    rowId,
    tries: 0,
    event: {
      eventId: `e-${rowId}`,
      eventType: 'notification.sent',
      correlationId: 'c-1',
      traceparent: rowId,
      notificationId: 'n-1',
      occurredAt: new Date(0),
      fields: {},
    },
  });
  const store = traceOutbox(storeOf({ events: [due('1'), due('2')] }), tracing);
  const seen: (string | null)[] = [];

  await store.drainEvents(10, async (events) => {
    seen.push(...events.map(({ event }) => event.traceparent));
    return [
      { rowId: '1', verdict: 'confirmed' },
      { rowId: '2', verdict: 'unroutable' },
    ];
  });

  expect(seen).toEqual(['under 1', 'under 2']);
  expect(ended.map(({ parent, failure }) => [parent, failure])).toEqual([
    ['1', undefined],
    ['2', 'unroutable'],
  ]);
});
