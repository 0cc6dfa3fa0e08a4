import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createInstallation, type Installation } from '../support/installation.ts';

const run = promisify(execFile);
// Debian's python, for which its python3-pika is installed, whatever else is on the PATH.
const python = '/usr/bin/python3';

/**
 * The programs that the guide shows for curl and Python, run as they are shown. Those in Go and Java
 * need compilers and clients that a machine with Node has no reason to have: their bodies are held
 * against the schema in `apps/api/src/pages/guide/guide.test.ts`.
 */
describe('what the guide says to run', () => {
  let postroom: Installation;
  let guide: string;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    postroom = await createInstallation(inject('servers'));
    await Promise.all(['api', 'bridge', 'relay', 'worker'].map((role) => postroom.start(role)));
    guide = await (await postroom.fetch(`${postroom.apiUrl}/documentation`)).text();
    env = {
      PATH: process.env.PATH,
      POSTROOM_URL: postroom.apiUrl,
      POSTROOM_KEY: '',
      RABBITMQ_URL: postroom.env.RABBITMQ_URL,
    };
  });
  afterAll(() => postroom.stop());

  const snippet = (name: string): string => {
    const [, html] = new RegExp(`data-snippet="${name}"><code>([^<]*)</code>`).exec(guide) ?? [];
    if (html === undefined) throw new Error(`the guide does not show ${name}`);
    return html
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&');
  };
  const shell = async (name: string, more: NodeJS.ProcessEnv = {}) =>
    JSON.parse((await run('bash', ['-c', snippet(name)], { env: { ...env, ...more } })).stdout);

  it('curl sends, Python repeats it under the same key, and the notification tells its story', async () => {
    const sent = await shell('send-curl');
    const { stdout } = await run(python, ['-c', snippet('send-python')], { env });
    const detail = await shell('detail', { ID: sent.notification_id });

    expect(sent).toEqual({ notification_id: expect.any(String), status: 'queued' });
    expect(stdout).toBe(`202 ${JSON.stringify(sent)}\n`);
    expect(detail).toMatchObject({ status: 'sent', recipient_email: 'ada@example.com' });
    expect(Object.keys(JSON.parse(snippet('answer')))).toEqual(Object.keys(sent));
  });

  it('Python publishes an event, and hears that it was sent', async () => {
    const consumer = spawn(python, ['-c', snippet('consume-python')], { env });
    try {
      const lines = createInterface(consumer.stdout)[Symbol.asyncIterator]();
      const listening = await lines.next();
      await run(python, ['-c', snippet('publish-python')], { env });
      const { notification_type: type, userid } = JSON.parse(snippet('event'));
      const heard = await lines.next();

      expect(listening.value).toBe('listening');
      expect(heard.value).toMatch(/^notification\.sent [a-z_]+ \S+$/);
      expect(type).toBeTypeOf('string');
      expect(userid).toBeTypeOf('string');
    } finally {
      const gone = once(consumer, 'exit');
      consumer.kill('SIGKILL');
      await gone;
    }
  });

  it('curl keeps preferences, looks at the history and calls one back', async () => {
    const { stdout } = await run('bash', ['-c', snippet('preferences')], { env });
    const later = await postroom.send({
      notification_type: 'welcome',
      recipient_email: 'later@example.com',
      userid: 'ada',
      send_at: new Date(Date.now() + 3_600_000).toISOString(),
    });
    const cancelled = await shell('cancel', { ID: later });
    const histories = await run('bash', ['-c', snippet('history')], { env });

    expect(stdout).toContain('"marketing":true');
    expect(stdout).toContain('"marketing":false');
    expect(cancelled).toEqual({ notification_id: later, status: 'cancelled' });
    expect(histories.stdout.match(/"next_cursor"/g)).toHaveLength(2);
  });
});
