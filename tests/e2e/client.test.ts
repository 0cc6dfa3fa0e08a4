import {
  createClient,
  type PostroomClient,
  ProblemError,
  type SendRequest,
  type SendWelcome,
} from '@postroom/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createInstallation, type Installation } from '../support/installation.ts';
import { until } from '../support/until.ts';

describe('a service that speaks through the typed client, every answer held against the document', () => {
  let postroom: Installation;
  let client: PostroomClient;
  let checked: typeof fetch;

  beforeAll(async () => {
    postroom = await createInstallation(inject('servers'), {
      env: { PREFERENCE_MAILS: 'created,updated' },
    });
    await Promise.all(['api', 'bridge', 'relay', 'worker'].map((role) => postroom.start(role)));
    checked = postroom.fetch;
    client = createClient({ baseUrl: postroom.apiUrl, fetch: checked });
  });
  afterAll(() => postroom.stop());

  /** A document, whose shape its own tests hold. */
  const json = async (url: string) => JSON.parse(await (await checked(url)).text());

  const welcome = (given: Partial<SendWelcome> = {}): SendWelcome => ({
    recipient_email: 'ada@example.com',
    template_vars: { username: 'Ada' },
    ...given,
    notification_type: 'welcome',
  });

  it('sends, waits for the end, and finds it in the history', async () => {
    const { notification_id: id } = await client.send(welcome({ userid: 'ada' }));

    const ended = await client.waitFor(id);
    const { notifications } = await client.history('ada');

    expect(ended.status).toBe('sent');
    expect(ended.attempts).toMatchObject([{ provider: 'smtp', outcome: 'accepted' }]);
    expect(notifications.map(({ notification_id }) => notification_id)).toEqual([id]);
    expect((await postroom.sink.mailTo('ada@example.com')).subject).toBe('Welcome to Acme');
  });

  it('sends once for one key, whatever happens to answers', async () => {
    let lost = 0;
    const losing: typeof fetch = async (input, init) => {
      const response = await checked(input, init);
      if (lost++ < 2) throw new TypeError('the connection broke');
      return response;
    };
    const unlucky = createClient({
      baseUrl: postroom.apiUrl,
      fetch: losing,
      retry: { baseMs: 1 },
    });

    const { notification_id: id } = await unlucky.send(
      welcome({ recipient_email: 'once@example.com' }),
    );
    await client.waitFor(id);

    expect(lost).toBe(3);
    expect(postroom.sink.mailsTo('once@example.com')).toHaveLength(1);
  });

  it('sends a batch in order, and calls one back before it goes', async () => {
    const send_at = new Date(Date.now() + 3_600_000).toISOString();

    const [later, now] = await client.sendBatch([
      welcome({ recipient_email: 'later@example.com', send_at }),
      welcome({ recipient_email: 'now@example.com' }),
    ]);
    const cancelled = await client.cancel(later?.notification_id ?? '');

    expect([later?.status, now?.status]).toEqual(['scheduled', 'queued']);
    expect(cancelled.status).toBe('cancelled');
    await postroom.sink.mailTo('now@example.com');
    expect((await client.notification(later?.notification_id ?? '')).reason?.code).toBeTypeOf(
      'string',
    );
  });

  it('sends what is good of a permissive batch, and is told what is not', async () => {
    // What a caller without types may do.
    const wrong = { notification_type: 'welcome', template_vars: { usernam: 'A' } } as SendRequest;

    const answers = await client.sendBatch(
      [wrong, welcome({ recipient_email: 'permitted@example.com' })],
      { mode: 'permissive' },
    );

    expect(answers).toMatchObject([{ error: { status: 422 } }, { status: 'queued' }]);
    await postroom.sink.mailTo('permitted@example.com');
  });

  it('keeps preferences, and does not overwrite what somebody else changed', async () => {
    const made = await client.preferences.create({
      userid: 'olga',
      notification_email: 'olga@example.com',
    });
    await client.preferences.merge('olga', { preferences: { marketing: true } });

    const late = client.preferences.replace(
      'olga',
      { preferences: {} },
      made.etag === null ? {} : { ifMatch: made.etag },
    );

    await expect(late).rejects.toMatchObject({ status: 412, code: 'version_mismatch' });
    const { preferences } = await client.preferences.read('olga');
    expect(preferences).toMatchObject({ marketing: true, welcome: true });
  });

  it('tells a user by mail that preferences were made, and the address before that they were changed', async () => {
    const userid = 'petra';
    await client.preferences.create({ userid, notification_email: 'petra@example.com' });
    const made = await postroom.sink.mailTo('petra@example.com', 1);

    await client.preferences.replace(userid, {
      notification_email: 'thief@example.com',
      preferences: {},
    });
    const changed = await postroom.sink.mailTo('petra@example.com', 2);

    expect([made.subject, changed.subject]).toEqual(['Welcome to Acme', 'Security alert']);
    expect(postroom.sink.mailsTo('thief@example.com')).toEqual([]);
    const { notifications } = await client.history(userid);
    expect(notifications.map(({ notification_type }) => notification_type)).toEqual([
      'security_alert',
      'welcome',
    ]);
  });

  it('cancels a whole campaign, which the relay does behind the answer', async () => {
    const send_at = new Date(Date.now() + 3_600_000).toISOString();
    const tags = { campaign: 'spring' };
    const many = await client.sendBatch(
      Array.from({ length: 40 }, (_, i) =>
        welcome({ recipient_email: `spring-${i}@example.com`, send_at, tags }),
      ),
    );
    const filter = { tag: 'campaign:spring' };

    const count = await client.operations.count('cancel', filter);
    const { operation_id: id } = await client.operations.cancel(filter);
    const ended = await client.operations.waitFor(id);

    expect([count, ended.count, ended.done, ended.skipped]).toEqual([40, 40, 40, {}]);
    const last = await client.notification(many.at(-1)?.notification_id ?? '');
    expect([last.status, last.reason?.detail]).toEqual([
      'cancelled',
      'cancelled by http over the API',
    ]);
  });

  it('is told every fault at once', async () => {
    // What a caller without types may do.
    const wrong = { notification_type: 'welcome', template_vars: { usernam: 'A' } } as SendRequest;

    const error = await client.send(wrong).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(ProblemError);
    expect((error as ProblemError).errors.map(({ pointer }) => pointer)).toEqual(
      expect.arrayContaining(['#/recipient_email', '#/template_vars/usernam']),
    );
  });

  it('finds every example of the OpenAPI document accepted', async () => {
    const { paths } = await json(`${postroom.apiUrl}/openapi.json`);
    const { content } = paths['/notifications/send'].post.requestBody;
    const examples: { value: SendRequest }[] = Object.values(content['application/json'].examples);

    const accepted = await Promise.all(examples.map(({ value }) => client.send(value)));

    expect(accepted.map(({ status }) => status)).toEqual(examples.map(() => 'queued'));
  });

  it('finds every example of an event in become what the AsyncAPI document says', async () => {
    const document = await json(`${postroom.apiUrl}/asyncapi.json`);
    const incoming: { title: string; examples: { payload: object }[] }[] = Object.values(
      document.components.messages,
    );
    const examples = incoming
      .filter(({ title }) => /^user\.|\.requested$/.test(title))
      .flatMap(({ title, examples }) => examples.map(({ payload }) => ({ title, payload })));

    for (const [index, { title, payload }] of examples.entries()) {
      await postroom.listener.publish(title, { ...payload, event_id: `example-${index}` });
    }

    const taken = await until('every example to be taken in', async () => {
      const rows = await postroom.sql`select 1 from inbox where event_id like 'example-%'`;
      return rows.length === examples.length && rows.length;
    });
    expect(taken).toBeGreaterThan(10);
  });
});
