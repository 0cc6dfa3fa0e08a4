import { freePort } from '@postroom/local';
import { connect } from 'amqplib';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { incompletenessOf } from '../support/complete-event.ts';
import { createInstallation, type Installation } from '../support/installation.ts';
import { oneWayTo } from '../support/one-way.ts';
import { wipeRedis } from '../support/redis.ts';
import type { RoleProcess } from '../support/role-process.ts';
import { postUnheard } from '../support/unheard.ts';
import { until } from '../support/until.ts';

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

const welcome = (recipient_email: string, more: object = {}) => ({
  notification_type: 'welcome',
  recipient_email,
  template_vars: { username: 'Ada' },
  ...more,
});

describe('what is promised, with two API processes', () => {
  let postroom: Installation;
  let otherUrl: string;
  let apis: readonly RoleProcess[];
  let bridge: RoleProcess;

  const startApis = async () => {
    const PORT = new URL(otherUrl).port;
    apis = await Promise.all([postroom.start('api'), postroom.start('api', { PORT })]);
  };

  beforeAll(async () => {
    postroom = await createInstallation(inject('servers'), {
      answer: (recipient) => (recipient.startsWith('refused') ? '451 4.7.1 come later' : undefined),
    });
    otherUrl = `http://127.0.0.1:${await freePort(0, { explicit: undefined })}`;
    await declareGeneralQueue(postroom.env.RABBITMQ_URL ?? '');
    [bridge] = await Promise.all([
      postroom.start('bridge'),
      postroom.start('relay'),
      postroom.start('worker'),
      startApis(),
    ]);
  });
  afterAll(() => postroom.stop());

  const urls = () => [postroom.apiUrl, otherUrl] as const;
  const ask = (url: string, method: string, body?: unknown, headers = {}) =>
    fetch(url, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  /** Whatever came before it has been sent when it is there. */
  const marker = async (name: string) => {
    await postroom.send(welcome(name));
    await postroom.sink.mailTo(name);
  };

  it('fifty callers with one key make one notification and one mail, and so after a restart', async () => {
    const body = welcome('fifty@example.com', { userid: 'fifty' });
    const key = { 'idempotency-key': 'order-50' };
    const callAll = async () =>
      Promise.all(
        Array.from({ length: 50 }, async (_, i) => {
          const url = `${urls()[i % 2]}/notifications/send`;
          const answer = await ask(url, 'POST', body, key);
          const isReplayed = answer.headers.get('idempotent-replayed') === 'true';
          const location = answer.headers.get('location');
          return { status: answer.status, location, text: await answer.text(), isReplayed };
        }),
      );

    const before = await callAll();
    await postroom.sink.mailTo('fifty@example.com');
    await Promise.all(apis.map((api) => api.stop()));
    await startApis();
    const after = await callAll();

    const equal = [...before, ...after].map(({ isReplayed: _, ...answer }) =>
      JSON.stringify(answer),
    );
    expect(new Set(equal).size).toBe(1);
    expect(before[0]?.status).toBe(202);
    expect(before.filter(({ isReplayed }) => !isReplayed)).toHaveLength(1);
    expect(after.filter(({ isReplayed }) => !isReplayed)).toHaveLength(0);
    const rows = await postroom.sql`select 1 from notifications where user_id = 'fifty'`;
    expect(rows).toHaveLength(1);
    await marker('after-fifty@example.com');
    expect(postroom.sink.mailsTo('fifty@example.com')).toHaveLength(1);
  });

  it('an answer that was lost after the commit is given again: the same notification', async () => {
    const [url] = urls();
    const call = {
      body: welcome('lost@example.com', { userid: 'lost' }),
      headers: { 'idempotency-key': 'order-lost' },
    };
    let id = '';
    await postUnheard(`${url}/notifications/send`, call, () =>
      until('the commit', async () => {
        const rows = await postroom.sql<{ id: string }[]>`
          select id from notifications where user_id = 'lost'`;
        id = rows[0]?.id ?? '';
        return rows.length === 1;
      }),
    );

    const again = await ask(`${otherUrl}/notifications/send`, 'POST', call.body, call.headers);

    expect(await again.json()).toEqual({ notification_id: id, status: 'queued' });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
  });

  it('callers who change one user at once lose nothing of each other', async () => {
    const wishes = { email_verification: false, password_reset: false, security_alert: false };
    const more = { welcome: false, order_confirmation: false, marketing: true };
    const types = Object.entries({ ...wishes, ...more });
    const users = ['p-1', 'p-2', 'p-3', 'p-4'];

    for (const userid of users) {
      const made = { userid, notification_email: `${userid}@example.com` };
      expect((await postroom.post('/notifications/preferences', made)).status).toBe(201);
    }
    const changes = users.flatMap((userid) =>
      types.map(async ([type, on], i) => {
        const url = `${urls()[i % 2]}/notifications/preferences/${userid}`;
        const body = { preferences: { [type]: on } };
        const isCareful = userid === 'p-1';
        // Whoever sends If-Match reads again and tries again; the others just say their wish.
        return until(`${type} of ${userid}`, async () => {
          const etag = isCareful ? (await ask(url, 'GET')).headers.get('etag') : null;
          const headers = { traceparent, ...(etag !== null && { 'if-match': etag }) };
          const { status } = await ask(url, 'PATCH', body, headers);
          if (isCareful && status === 412) return false;
          return status;
        });
      }),
    );

    expect(new Set(await Promise.all(changes))).toEqual(new Set([200]));
    for (const userid of users) {
      const kept = await ask(`${otherUrl}/notifications/preferences/${userid}`, 'GET');
      expect(await kept.json()).toMatchObject({ preferences: { ...wishes, ...more } });
      expect(kept.headers.get('etag')).toBe(`"${types.length + 1}"`);
    }
  });

  it('a schedule outlives the loss of all that Redis held, and is kept once', async () => {
    const send_at = new Date(Date.now() + 2_000).toISOString();
    const id = await postroom.send(welcome('later@example.com', { send_at }));

    await wipeRedis(postroom.env.REDIS_URL ?? '');
    const { status } = await postroom.detail(id);
    const sent = await postroom.settled(id, 'sent');

    expect(status).toBe('scheduled');
    const [attempt] = sent.attempts;
    expect(Date.parse(attempt?.started_at ?? '')).toBeGreaterThanOrEqual(Date.parse(send_at));
    await marker('after-later@example.com');
    expect(postroom.sink.mailsTo('later@example.com')).toHaveLength(1);
  });

  it('a notification can be called back until it is handed over, and not after', async () => {
    const refused = await postroom.send(welcome('refused@example.com'));
    const sent = await postroom.send(welcome('taken@example.com'));
    await postroom.settled(refused, 'retry_wait');
    await postroom.settled(sent, 'sent');

    const cancelled = await postroom.post(`/notifications/${refused}/cancel`, {});
    const late = await postroom.post(`/notifications/${sent}/cancel`, {});

    const { body } = await postroom.listener.event('notification.cancelled', refused);
    expect(cancelled.status).toBe(200);
    expect(late.status).toBe(409);
    expect(body).toMatchObject({ reason: { code: 'cancelled' } });
    expect((await postroom.detail(refused)).status).toBe('cancelled');
    expect(postroom.sink.mailsTo('refused@example.com')).toEqual([]);
  });

  it('a reset of a password that is as old as its life is never sent', async () => {
    const event = { userid: 'late', email: 'late@example.com', reset_token: 'r-1' };
    const timestamp = Date.now() / 1000 - 3_700;
    await postroom.listener.publish(
      'user.password_reset_requested',
      { ...event, event_id: 'old', source_service: 'users', timestamp },
      { headers: { traceparent } },
    );
    await postroom.listener.publish('user.password_reset_requested', {
      ...event,
      userid: 'in-time',
      email: 'in-time@example.com',
      timestamp: timestamp + 3_600,
    });

    await postroom.sink.mailTo('in-time@example.com');
    const told = await until('the event', () =>
      postroom.listener.events.find(({ body }) => body.userid === 'late'),
    );

    expect(told).toMatchObject({
      routingKey: 'notification.failed',
      body: { status: 'expired', source: 'users', retry_count: 0 },
    });
    expect(postroom.sink.mailsTo('late@example.com')).toEqual([]);
  });

  it('an event that is delivered ten times, one of them to a bridge that dies before it can say so, makes one mail', async () => {
    await bridge.stop();
    const proxy = await oneWayTo(postroom.env.RABBITMQ_URL ?? '');
    const dying = await postroom.start('bridge', { RABBITMQ_URL: proxy.url });
    await until('it to listen', async () => {
      const { consumerCount } = await queueState(postroom, 'notification.ingest');
      return consumerCount === 1 && dying.pid;
    });
    proxy.mute();
    const event = { event_id: 'ten', userid: 'ten', username: 'Ten', email: 'ten@example.com' };
    const publish = () => postroom.listener.publish('user.welcome_requested', event);
    await publish();
    await until('the commit', async () => {
      const rows = await postroom.sql`select 1 from notifications where user_id = 'ten'`;
      return rows.length === 1;
    });
    await dying.kill();
    await proxy.stop();
    bridge = await postroom.start('bridge');
    for (let i = 1; i < 10; i++) await publish();
    const after = { ...event, event_id: 'after', userid: 'after-ten', email: 'after@example.com' };
    await postroom.listener.publish('user.welcome_requested', after);

    await postroom.sink.mailTo('after@example.com');
    await postroom.sink.mailTo('ten@example.com');

    const seen = () => bridge.log().filter(({ event }) => event === 'message.duplicate').length;
    await until('all ten to be recognised', () => seen() === 10);
    const rows = await postroom.sql`select 1 from notifications where user_id = 'ten'`;
    expect(rows).toHaveLength(1);
    expect(postroom.sink.mailsTo('ten@example.com')).toHaveLength(1);
  });

  it('every event that went out is complete, and nobody took one from the general queue', async () => {
    const { events } = postroom.listener;
    const types = new Set(events.map(({ routingKey }) => routingKey));

    expect(events.map(incompletenessOf).filter(Boolean)).toEqual([]);
    expect([...types].sort()).toEqual([
      'notification.cancelled',
      'notification.failed',
      'notification.preferences_created',
      'notification.preferences_updated',
      'notification.sent',
    ]);
    const traced = events.filter(({ properties }) => properties.headers?.traceparent !== undefined);
    expect(new Set(traced.map(({ properties }) => properties.headers?.traceparent))).toEqual(
      new Set([traceparent]),
    );
    expect(new Set(traced.map(({ routingKey }) => routingKey))).toEqual(
      new Set(['notification.failed', 'notification.preferences_updated']),
    );
    const { messageCount, consumerCount } = await queueState(postroom, 'general_queue');
    expect(consumerCount).toBe(0);
    expect(messageCount).toBe(events.length);
  });
});

const withChannel = async <Result>(
  url: string,
  work: (
    channel: Awaited<ReturnType<Awaited<ReturnType<typeof connect>>['createChannel']>>,
  ) => Promise<Result>,
): Promise<Result> => {
  const connection = await connect(url);
  try {
    return await work(await connection.createChannel());
  } finally {
    await connection.close();
  }
};

/** As a deployment's definitions have it. */
const declareGeneralQueue = (url: string) =>
  withChannel(url, async (channel) => {
    await channel.assertExchange('notification.events', 'topic', { durable: true });
    await channel.assertQueue('general_queue', { durable: true });
    await channel.bindQueue('general_queue', 'notification.events', 'notification.#');
  });

const queueState = ({ env }: Installation, queue: string) =>
  withChannel(env.RABBITMQ_URL ?? '', async (channel) => channel.checkQueue(queue));
