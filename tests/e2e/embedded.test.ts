import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RoleProcess, startRole } from '../support/role-process.ts';
import { urlOf } from '../support/start-up-table.ts';
import { until } from '../support/until.ts';
import { validatingFetch } from '../support/validating-fetch.ts';

describe('one process with servers of its own', () => {
  const running: RoleProcess[] = [];
  let home: string;
  const env = () => ({ POSTROOM_HOME: home, HOME: home, LOG_LEVEL: 'info' });

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'postroom-home-'));
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((each) => each.stop()));
    await rm(home, { recursive: true, force: true });
  });

  const started = async (): Promise<RoleProcess> => {
    const postroom = await startRole('all', env());
    running.push(postroom);
    return postroom;
  };

  it('takes a request, puts the mail into the inbox, and stops cleanly', async () => {
    const postroom = await started();
    const api = urlOf(postroom.output(), 'API');
    const inbox = urlOf(postroom.output(), 'Inbox');

    const checked = validatingFetch(api);

    const response = await checked(`${api}/notifications/send`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        notification_type: 'welcome',
        recipient_email: 'ada@example.com',
        template_vars: { username: 'Ada' },
      }),
    });
    const { notification_id: id } = (await response.json()) as { notification_id: string };
    const mail = await until('the mail', async () => {
      const listed = await fetch(`${inbox}/api/messages?to=ada@example.com`);
      return ((await listed.json()) as { messages: { subject: string }[] }).messages[0];
    });
    await until('it to be sent', async () => {
      const detail = await checked(`${api}/notifications/${id}`);
      return ((await detail.json()) as { status: string }).status === 'sent';
    });

    expect(response.status).toBe(202);
    expect(mail.subject).toBe('Welcome to Postroom');
    expect(await postroom.stop()).toBe(0);
  });

  it('started a second time on the same home names the running one and ends with 1', async () => {
    const first = await started();
    const api = urlOf(first.output(), 'API');

    const second = startRole('all', env());

    await expect(second).rejects.toThrow(/all ended with 1/);
    await expect(second).rejects.toThrow(api);
    expect(await first.stop()).toBe(0);
  });

  it('killed without warning starts again and still has what it accepted', async () => {
    const first = await started();
    const api = urlOf(first.output(), 'API');
    const response = await validatingFetch(api)(`${api}/notifications/send`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        notification_type: 'welcome',
        recipient_email: 'ada@example.com',
        template_vars: { username: 'Ada' },
        send_at: new Date(Date.now() + 3_600_000).toISOString(),
      }),
    });
    const { notification_id: id } = (await response.json()) as { notification_id: string };
    await first.kill();

    const second = await started();
    const again = urlOf(second.output(), 'API');
    const detail = await validatingFetch(again)(`${again}/notifications/${id}`);

    expect(await detail.json()).toMatchObject({ notification_id: id, status: 'scheduled' });
    expect(await second.stop()).toBe(0);
  });
});
