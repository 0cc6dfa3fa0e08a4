import type { DueJob, RelayStore, RowVerdict } from '@postroom/application';
import { type Tracing, within } from '@postroom/runtime';

/**
 * A relay store whose rows leave as spans: `dispatch` for the jobs of one trace in a batch, however
 * many, and `publish` for each event, which travels under its span.
 */
export const traceOutbox = (store: RelayStore, tracing: Tracing): RelayStore => ({
  drainJobs: (queue, limit, publish) =>
    store.drainJobs(queue, limit, (jobs) => {
      const spans = Array.from(countsByTrace(jobs), ([parent, count]) =>
        tracing.start('dispatch', {
          parent,
          kind: 'producer',
          attributes: { 'postroom.lane': queue, 'postroom.notifications': count },
        }),
      );
      return spans.reduce(
        (work, span) => () => within(span, work),
        () => publish(jobs),
      )();
    }),

  drainEvents: (limit, publish) =>
    store.drainEvents(limit, async (events) => {
      const begun = events.map((due) => {
        const { eventType, traceparent: parent, notificationId } = due.event;
        const span = tracing.start('publish', {
          parent,
          kind: 'producer',
          attributes: {
            'postroom.event': eventType,
            ...(notificationId !== null && { 'postroom.notification.id': notificationId }),
          },
        });
        return { span, due: { ...due, event: { ...due.event, traceparent: span.traceparent } } };
      });
      let verdicts: readonly RowVerdict[] = [];
      try {
        verdicts = await publish(begun.map(({ due }) => due));
        return verdicts;
      } finally {
        for (const [index, { span }] of begun.entries()) {
          const verdict = verdicts[index]?.verdict ?? 'failed';
          if (verdict !== 'confirmed') span.fail(verdict);
          span.end();
        }
      }
    }),
});

/** Jobs without a trace are nobody's: there is nothing to hang them on. */
const countsByTrace = (jobs: readonly DueJob[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { traceparent } of jobs) {
    if (traceparent) counts.set(traceparent, (counts.get(traceparent) ?? 0) + 1);
  }
  return counts;
};
