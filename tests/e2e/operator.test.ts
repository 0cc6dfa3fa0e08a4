import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from '@postroom/local';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createInstallation, type Installation } from '../support/installation.ts';
import type { RoleProcess } from '../support/role-process.ts';
import { until } from '../support/until.ts';

interface Alerts {
  readonly critical_alerts: number;
  readonly warning_alerts: number;
  readonly info_alerts: number;
  readonly alerts: readonly {
    readonly code: string;
    readonly severity: string;
    readonly since: string;
    readonly message: string;
    readonly runbook: string;
  }[];
}

interface Health {
  readonly status: string;
  readonly parts: readonly { readonly name: string; readonly status: string }[];
}

/** What two APIs, and the tool when there is none, tell an operator while roles come and go. */
describe('what an operator sees', () => {
  let postroom: Installation;
  let otherUrl: string;
  let worker: RoleProcess | undefined;

  beforeAll(async () => {
    postroom = await createInstallation(inject('servers'));
    const port = await freePort(0, { explicit: undefined });
    otherUrl = `http://127.0.0.1:${port}`;
    await Promise.all([postroom.start('api'), postroom.start('api', { PORT: String(port) })]);
  });
  afterAll(() => postroom.stop());

  const read = async <Body>(path: string, url = postroom.apiUrl): Promise<Body> =>
    (await (await postroom.fetch(`${url}${path}`)).json()) as Body;
  const alerts = (url?: string) => read<Alerts>('/broker/alerts', url);
  const codesOf = ({ alerts: told }: Alerts) => told.map(({ code }) => code);
  const downOf = ({ parts }: Health) =>
    parts.filter(({ status }) => status === 'down').map(({ name }) => name);

  it('an API alone is degraded, takes notifications, and says what is missing and since when', async () => {
    const id = await postroom.send({
      notification_type: 'welcome',
      recipient_email: 'ada@example.com',
    });
    const health = await postroom.fetch(`${postroom.apiUrl}/broker/health`);
    const [one, other] = [await alerts(), await alerts(otherUrl)];

    expect(id).toBeDefined();
    expect(health.status).toBe(200);
    expect(downOf((await health.json()) as Health)).toEqual([
      'relay',
      'workers_critical',
      'workers_standard',
      'workers_bulk',
    ]);
    expect(codesOf(one)).toEqual(['no_workers', 'no_workers', 'no_workers', 'relay_away']);
    expect([one.critical_alerts, one.warning_alerts, one.info_alerts]).toEqual([4, 0, 0]);
    // Both say the same, down to the moment since when.
    expect(other.alerts).toEqual(one.alerts);
    expect((await doctor(postroom)).code).toBe(1);
  });

  it('with every role at work it is healthy, without an alert, and the doctor agrees', async () => {
    const roles = ['worker', 'relay', 'bridge', 'dashboard'].map((role) => postroom.start(role));
    [worker] = await Promise.all(roles);

    const health = await read<Health>('/broker/health');
    const checked = await doctor(postroom);
    const metrics = await (await postroom.fetch(`${postroom.apiUrl}/broker/prometheus`)).text();

    expect([health.status, downOf(health)]).toEqual(['healthy', []]);
    expect(await alerts()).toMatchObject({ critical_alerts: 0, warning_alerts: 0, alerts: [] });
    expect(checked).toMatchObject({ code: 0, fails: [] });
    expect(metrics).toMatch(/^postroom_queue_jobs\{queue="standard",state="waiting"\} \d+$/m);
    expect(metrics).toMatch(/^postroom_dead_letters 0$/m);
    expect(metrics).not.toMatch(/^postroom_standby_lag_seconds /m);
  });

  it('a message that nobody understands, and a lane that is held, are told', async () => {
    await postroom.listener.publish('user.welcome_requested', { userid: 'u-1' });
    await postroom.post('/lanes/bulk/pause', {});

    const told = await until('the dead letter to be told', async () => {
      const found = await alerts();
      return codesOf(found).includes('dead_letters') && found;
    });

    expect(codesOf(told)).toEqual(['dead_letters', 'lane_paused']);
    expect(told.alerts.map(({ severity }) => severity)).toEqual(['warning', 'info']);
    expect((await read<Health>('/broker/health')).status).toBe('healthy');
    await postroom.post('/lanes/bulk/resume', {});
  });

  it('a worker that was stopped is missed at once, one that was killed within half a minute', async () => {
    const second = await postroom.start('worker', { WORKER_QUEUES: 'critical' });
    await worker?.stop();
    const codes = codesOf(await alerts());
    await second.kill();

    const killed = await until(
      'the killed worker to be missed',
      async () => {
        const found = await alerts();
        return found.alerts.some(({ message }) => message.includes('the lane critical')) && found;
      },
      60_000,
    );

    // Standard and bulk were the first worker's alone.
    expect(codes.filter((code) => code === 'no_workers')).toHaveLength(2);
    expect(killed.critical_alerts).toBe(3);
    expect(await read<Health>('/broker/health')).toMatchObject({ status: 'degraded' });
  });
});

/** Runs `npm run ctl -- doctor` as a process of its own. */
const doctor = async ({ env }: Installation) => {
  const main = fileURLToPath(new URL('../../apps/ctl/dist/main.js', import.meta.url));
  const child = spawn(process.execPath, [main, 'doctor'], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  const [code] = await once(child, 'close');
  return { code, fails: out.split('\n').filter((line) => line.startsWith('fail')) };
};
