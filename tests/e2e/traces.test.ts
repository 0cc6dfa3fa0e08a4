import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createInstallation, type Installation } from '../support/installation.ts';
import {
  type CollectedSpan,
  startTraceCollector,
  type TraceCollector,
} from '../support/trace-collector.ts';
import { until } from '../support/until.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;

const welcome = (recipient_email: string) => ({
  notification_type: 'welcome',
  recipient_email,
  template_vars: { username: 'Ada' },
});

describe('with a collector for traces', () => {
  let collector: TraceCollector;
  let postroom: Installation;

  beforeAll(async () => {
    collector = await startTraceCollector();
    postroom = await createInstallation(inject('servers'), {
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=acme',
      },
    });
    const roles = ['api', 'bridge', 'relay', 'worker'];
    await Promise.all(roles.map((role) => postroom.start(role)));
  });
  afterAll(async () => {
    await postroom.stop();
    await collector.stop();
  });

  const spansOf = (trace: string) => collector.spans.filter((span) => span.traceId === trace);
  const eventOf = (userid: string) =>
    until(`the event about ${userid}`, () =>
      postroom.listener.events.find(
        ({ body, routingKey }) => body.userid === userid && routingKey === 'notification.sent',
      ),
    );
  /** Roles export apart from each other; a trace is whole when each has told its last. */
  const wholeTrace = (trace: string) =>
    until(`the trace ${trace}`, () => {
      const spans = spansOf(trace);
      const names = new Set(spans.map(({ name }) => name));
      return ['accept', 'dispatch', 'deliver', 'publish'].every((name) => names.has(name)) && spans;
    });

  it('one request is one trace, from HTTP to the mail and the event', async () => {
    const answer = await postroom.post(
      '/notifications/send',
      { ...welcome('ada@example.com'), userid: 'ada' },
      { traceparent },
    );
    const { notification_id } = (await answer.json()) as { notification_id: string };
    const mail = await postroom.sink.mailTo('ada@example.com');
    const event = await eventOf('ada');

    const spans = await wholeTrace(traceId);

    expect(treeOf(spans)).toBe(
      [
        'POST /notifications/send  postroom-api',
        '  accept  postroom-api',
        '    deliver  postroom-worker',
        '      claim  postroom-worker',
        '      load  postroom-worker',
        '      render  postroom-worker',
        '      send  postroom-worker',
        '      settle  postroom-worker',
        '    dispatch  postroom-relay',
        '    publish  postroom-relay',
      ].join('\n'),
    );
    const spanOf = (name: string) => spans.find((span) => span.name === name);
    expect(spanOf('POST /notifications/send')?.parentSpanId).toBe('00f067aa0ba902b7');
    expect(spanOf('deliver')?.attributes).toMatchObject({
      'postroom.notification.id': notification_id,
      'postroom.verdict': 'done',
    });
    expect(spanOf('send')?.attributes).toEqual({
      'postroom.provider': 'smtp',
      'postroom.outcome': 'accepted',
    });
    expect(answer.headers.get('traceparent')).toBe(traceparent);
    expect(mail.headers.get('traceparent')).toBe(`00-${traceId}-${spanOf('accept')?.spanId}-01`);
    expect(event.properties.headers?.traceparent).toBe(
      `00-${traceId}-${spanOf('publish')?.spanId}-01`,
    );
  });

  it('an event of another service begins one as well, and has its own when it brings none', async () => {
    await postroom.listener.publish('user.welcome_requested', {
      userid: 'bob',
      username: 'Bob',
      email: 'bob@example.com',
    });
    const { properties } = await eventOf('bob');
    const [, trace = ''] = String(properties.headers?.traceparent).split('-');

    const spans = await wholeTrace(trace);

    expect(treeOf(spans).split('\n').slice(0, 2)).toEqual([
      'accept  postroom-bridge',
      '  deliver  postroom-worker',
    ]);
    expect(spans.filter(({ name }) => name === 'publish')).toHaveLength(1);
  });

  it('a large batch ends its trace with its acceptance', async () => {
    const batch = 'aaaabbbbccccddddeeeeffff00001111';
    const notifications = Array.from({ length: 21 }, (_, i) => welcome(`many-${i}@example.com`));
    const headers = { traceparent: `00-${batch}-00f067aa0ba902b7-01` };

    await postroom.post('/notifications/batch', { notifications }, headers);
    await Promise.all(notifications.map((each) => postroom.sink.mailTo(each.recipient_email)));
    // What is handed in later is traced, so whatever the batch has to tell has been told by then.
    await postroom.send({ ...welcome('after@example.com'), userid: 'after' });
    const { properties } = await eventOf('after');
    await wholeTrace(String(properties.headers?.traceparent).split('-')[1] ?? '');

    expect(treeOf(spansOf(batch)).split('\n')).toEqual([
      'POST /notifications/batch  postroom-api',
      '  accept  postroom-api',
    ]);
  });

  it('no address, name or body is in any of it, and what the collector asks for is', async () => {
    expect(collector.raw()).not.toMatch(/@|example\.com|Ada|Bob/);
    expect(collector.headers.every((headers) => headers['x-tenant'] === 'acme')).toBe(true);
  });
});

/** The spans by name, indented under what they are part of. */
const treeOf = (spans: readonly CollectedSpan[]): string => {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const under = (parent: CollectedSpan | undefined, depth: number): readonly string[] =>
    spans
      .filter(({ parentSpanId = '' }) =>
        parent ? parentSpanId === parent.spanId : !ids.has(parentSpanId),
      )
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .flatMap((span) => [
        `${'  '.repeat(depth)}${span.name}  ${span.service}`,
        ...under(span, depth + 1),
      ]);
  return under(undefined, 0).join('\n');
};
