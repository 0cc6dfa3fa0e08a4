import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RoleProcess, startRole } from '../support/role-process.ts';
import { urlOf } from '../support/start-up-table.ts';
import { until } from '../support/until.ts';

const run = promisify(execFile);

describe('what the README says to do', () => {
  let home: string;
  let postroom: RoleProcess;
  let inbox: string;
  let readme: string;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'postroom-readme-'));
    postroom = await startRole('all', { POSTROOM_HOME: home, HOME: home });
    inbox = urlOf(postroom.output(), 'Inbox');
    readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  });
  afterAll(async () => {
    await postroom.stop();
    await rm(home, { recursive: true, force: true });
  });

  const example = (language: string, having: string): string => {
    const blocks = [...readme.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))];
    const block = blocks.map((match) => match[1] ?? '').find((text) => text.includes(having));
    if (!block) throw new Error(`the README has no ${language} example with ${having}`);
    return block;
  };

  const mailWith = (subject: string): Promise<string> =>
    until(`the mail ${subject}`, async () => {
      const listed = await fetch(`${inbox}/api/messages?subject=${encodeURIComponent(subject)}`);
      const { messages } = (await listed.json()) as { messages: { id: string }[] };
      if (!messages[0]) return undefined;
      const mail = await fetch(`${inbox}/api/messages/${messages[0].id}`);
      return ((await mail.json()) as { text: string }).text;
    });

  it('the curl is answered with 202 and becomes the mail it speaks of', async () => {
    const api = urlOf(postroom.output(), 'API');
    const curl = example('sh', 'curl').replaceAll('http://127.0.0.1:8001', api);

    const { stdout } = await run('bash', ['-c', curl]);
    const text = await mailWith('Please verify your email address');

    expect(JSON.parse(stdout)).toMatchObject({ status: 'queued' });
    expect(text).toContain('Ada Lovelace');
    expect(text).toContain('https://app.example.com/verify/t0ken');
  });

  it('the event becomes the mail it speaks of', async () => {
    const broker = new URL(urlOf(postroom.output(), 'RabbitMQ'));
    broker.username = 'postroom';
    broker.password = (await readFile(join(home, 'rabbitmq/password'), 'utf8')).trim();

    await run('/usr/bin/python3', ['-c', example('python', 'pika')], {
      env: { RABBITMQ_URL: broker.href },
    });

    expect(await mailWith('Password reset request')).toContain('http://localhost:3000/reset/r3set');
  });

  it('every script that it names exists', async () => {
    const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
    const { scripts } = JSON.parse(manifest) as { scripts: Record<string, string> };

    const named = [...readme.matchAll(/`?npm (?:run )?([a-z:]+)/g)].map((match) => match[1] ?? '');

    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});
