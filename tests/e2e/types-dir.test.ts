import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RoleProcess, startRole } from '../support/role-process.ts';
import { urlOf } from '../support/start-up-table.ts';
import { until } from '../support/until.ts';
import { validatingFetch } from '../support/validating-fetch.ts';

const run = promisify(execFile);

/** The type that the README shows, as files in a folder. */
const typesFromReadme = async (folder: string): Promise<void> => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const section = readme.slice(readme.indexOf('### Without a fork'));
  for (const [language, ending] of [
    ['yaml', 'yaml'],
    ['xml', 'mjml'],
  ] as const) {
    const [, text = ''] = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(section) ?? [];
    await writeFile(join(folder, `invoice_reminder.${ending}`), text);
  }
};

describe('a type that a folder adds', () => {
  let home: string;
  let types: string;
  let postroom: RoleProcess;
  let api: string;
  let checked: typeof fetch;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'postroom-types-home-'));
    types = await mkdtemp(join(tmpdir(), 'postroom-types-'));
    await typesFromReadme(types);
    postroom = await startRole('all', { POSTROOM_HOME: home, HOME: home, TYPES_DIR: types });
    api = urlOf(postroom.output(), 'API');
    checked = validatingFetch(api);
  });
  afterAll(async () => {
    await postroom?.stop();
    await rm(home, { recursive: true, force: true });
    await rm(types, { recursive: true, force: true });
  });

  const send = (template_vars: unknown) =>
    checked(`${api}/notifications/send`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        notification_type: 'invoice_reminder',
        recipient_email: 'ada@example.com',
        template_vars,
      }),
    });

  const ctl = (...words: readonly string[]) => {
    const main = fileURLToPath(new URL('../../apps/ctl/dist/main.js', import.meta.url));
    const env = { PATH: process.env.PATH ?? '', POSTROOM_HOME: home, TYPES_DIR: types };
    return run(process.execPath, [main, ...words], { env });
  };

  it('is accepted, rendered, sent, and can be looked at', async () => {
    const link = 'https://app.example.com/i/17?a=1&b=2';
    const response = await send({ invoice_number: '<b>17</b>', invoice_link: link });
    const { notification_id: id } = (await response.json()) as { notification_id: string };

    const inbox = urlOf(postroom.output(), 'Inbox');
    const mail = await until('the mail', async () => {
      const listed = await fetch(`${inbox}/api/messages?to=ada@example.com`);
      const { messages } = (await listed.json()) as { messages: { id: string }[] };
      if (!messages[0]) return undefined;
      const found = await fetch(`${inbox}/api/messages/${messages[0].id}`);
      return (await found.json()) as { subject: string; text: string; html: string };
    });
    await until('it to be sent', async () => {
      const detail = await checked(`${api}/notifications/${id}`);
      return ((await detail.json()) as { status: string }).status === 'sent';
    });
    const shown = await ctl('show', id);

    expect(response.status).toBe(202);
    expect(mail.subject).toBe('Invoice <b>17</b> is waiting');
    expect(mail.html).toContain('Invoice &lt;b&gt;17&lt;/b&gt; of Postroom is not paid yet.');
    expect(mail.text).toContain(link);
    expect(shown.stdout).toMatch(/status +sent/);
  });

  it('has its variables checked, with a suggestion for a misspelt one', async () => {
    const response = await send({ invoice_nubmer: '17', invoice_link: 'javascript:alert(1)' });
    const { errors } = (await response.json()) as { errors: { pointer: string; detail: string }[] };

    expect(response.status).toBe(422);
    expect(errors.map(({ pointer }) => pointer)).toEqual([
      '#/template_vars/invoice_number',
      '#/template_vars/invoice_link',
      '#/template_vars/invoice_nubmer',
    ]);
    expect(errors[2]?.detail).toContain('did you mean invoice_number?');
  });

  it('is known to the document and to preferences', async () => {
    const document = await (await checked(`${api}/openapi.json`)).text();
    const created = await checked(`${api}/notifications/preferences`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        userid: 'ada',
        notification_email: 'ada@example.com',
        preferences: { invoice_reminder: false },
      }),
    });

    expect(document).toContain('invoice_reminder');
    expect(document).toContain('invoice_link');
    expect(await created.json()).toMatchObject({ preferences: { invoice_reminder: false } });
  });

  it('is sent from the operator’s tool, which finds the database by itself', async () => {
    const { stdout } = await ctl('send', 'invoice_reminder', 'grace@example.com');

    expect(stdout).toMatch(/accepted: from ctl[\s\S]*attempt accepted[\s\S]*sent/);
  });

  it('with a fault keeps the start from happening, and says where it is', async () => {
    const broken = await mkdtemp(join(tmpdir(), 'postroom-types-broken-'));
    await typesFromReadme(broken);
    const file = join(broken, 'invoice_reminder.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('ttl: 7d', 'tll: 7d'));
    const env = { DATABASE_URL: 'postgres://x@127.0.0.1:1/x', HOST: '127.0.0.1', AUTH: 'off' };

    const start = startRole('api', { ...env, PORT: '0', OPS_PORT: '0', TYPES_DIR: broken });

    await expect(start).rejects.toThrow(
      'invoice_reminder.yaml:4: `tll` is not known; did you mean ttl?',
    );
    await rm(broken, { recursive: true, force: true });
  });
});
