import { connect, migrate } from '@postroom/adapters/postgres';
import { type PostgresPair, startPostgresPair } from '@postroom/local/testing';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createInstallation, type Installation } from '../support/installation.ts';
import { until } from '../support/until.ts';

/** The tests share one installation, in order: the last one loses its primary. */
let pair: PostgresPair;
let world: Installation;

beforeAll(async () => {
  pair = await startPostgresPair();
  await migrate(pair.primary.url, { ca: pair.ca });
  world = await createInstallation(inject('servers'), {
    env: {
      DATABASE_URL: pair.primary.url.replace(
        /(localhost:\d+)/,
        `$1,localhost:${pair.standby.port}`,
      ),
      STANDBY_DATABASE_URL: pair.standby.url,
      TLS_CA_FILE: pair.caFile,
    },
  });
  await Promise.all(['api', 'relay', 'worker'].map((role) => world.start(role)));
});
afterAll(async () => {
  await world?.stop();
  await pair?.stop();
});

const verification = (n: number) => ({
  notification_type: 'email_verification',
  recipient_email: `u${n}@example.com`,
  userid: `u-${n}`,
  template_vars: { username: 'Ada', verification_link: 'https://app.example.com/v/1' },
});

const health = async () => {
  const response = await world.fetch(`${world.apiUrl}/broker/health`);
  return (await response.json()) as {
    readonly status: string;
    readonly parts: readonly { readonly name: string; readonly status: string }[];
  };
};

const standbyIs = (status: string) =>
  until(`the standby to be ${status}`, async () => {
    const { parts } = await health();
    return parts.some((part) => part.name === 'standby' && part.status === status);
  });

test('beside a standby a write has a position, and whoever brings it back reads the write', async () => {
  await standbyIs('up');

  const sent = await world.post('/notifications/send', verification(1));
  const position = sent.headers.get('x-postroom-position') ?? '';
  const { notification_id: id } = (await sent.json()) as { notification_id: string };

  expect(position).toMatch(/^[0-9A-F]+\/[0-9A-F]+$/);
  for (const headers of [{}, { 'X-Postroom-Position': position }]) {
    const history = await world.fetch(`${world.apiUrl}/notifications/history/u-1`, { headers });
    expect(await history.json()).toMatchObject({ notifications: [{ notification_id: id }] });
  }
  await world.settled(id, 'sent');
});

test('without its standby the service goes on, says so, and reads from it again later', async () => {
  await pair.standby.stop();

  await standbyIs('down');
  const id = await world.send(verification(2));
  await world.settled(id, 'sent');
  expect((await health()).status).toBe('degraded');

  await pair.standby.start();
  await standbyIs('up');
});

test('the standby is promoted in place of a killed primary: every role follows, nothing accepted is lost', async () => {
  const sql = connect({ url: pair.primary.url, tls: { ca: pair.ca }, max: 1 });
  const standby = connect({ url: pair.standby.url, tls: { ca: pair.ca }, max: 1 });
  await sql`alter system set synchronous_standby_names = '*'`;
  await sql`alter system set synchronous_commit = remote_apply`;
  await sql`select pg_reload_conf()`;
  await until('commits to wait for the standby', async () => {
    const [row] = await sql`select sync_state from pg_stat_replication`;
    return row?.sync_state === 'sync';
  });
  await sql.end({ timeout: 1 });
  const accepted: string[] = [];
  let isOver = false;
  const sending = (async () => {
    for (let n = 3; !isOver; n++) {
      const answer = await world
        .post('/notifications/send', verification(n))
        .catch(() => undefined);
      if (answer?.status !== 202) continue;
      accepted.push(((await answer.json()) as { notification_id: string }).notification_id);
    }
  })();
  await until('twenty to be accepted', async () => accepted.length > 20);

  process.kill(pair.primary.pid(), 'SIGKILL');
  await standby`select pg_promote(false)`;
  const before = accepted.length;
  await until('more to be accepted', async () => accepted.length > before + 20);
  isOver = true;
  await sending;

  // A hand-off whose outcome died with the primary is settled when its lease has run out.
  await until(
    'every one to be sent',
    async () => {
      const [row] = await standby<{ open: number }[]>`
        select count(*)::int as open from notifications where status <> 'sent'`;
      return row?.open === 0;
    },
    80_000,
  );
  const rows = await standby<{ id: string }[]>`select id from notifications`;
  const wasted = await standby`
    select code from attempts where outcome not in ('accepted', 'ambiguous')`;
  await standby.end({ timeout: 1 });
  expect(accepted.filter((id) => !rows.some((row) => row.id === id))).toEqual([]);
  expect([...wasted]).toEqual([]);
});
