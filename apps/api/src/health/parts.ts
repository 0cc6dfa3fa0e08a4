import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Backlog, unsentLimitSeconds } from '@postroom/application';
import { probe } from '@postroom/runtime';
import type { HealthPart } from './report.ts';

/** A question to one part. It never rejects and always ends. */
export type AskPart = () => Promise<HealthPart>;

/** Up when `check` resolves within two seconds. */
export const part =
  (name: string, check: () => Promise<unknown>): AskPart =>
  () =>
    probe(name, check);

/** Up when its port takes a connection; nothing of its protocol is spoken. */
export const serverPart = (name: string, url: string, defaultPort: number): AskPart => {
  const { protocol, hostname, port } = new URL(url);
  const isTls = /^(?:rediss|amqps):$/.test(protocol);
  return part(name, () => reach({ host: hostname, port: Number(port || defaultPort), isTls }));
};

/** A part that this installation does without, which is no fault. */
export const absentPart =
  (name: string, detail: string): AskPart =>
  () =>
    Promise.resolve({ name, status: 'off', latency_ms: null, detail });

/** How long what waits has waited: the sum of everything that may be wrong behind the door. */
export const backlogPart =
  (name: string, read: () => Promise<readonly Backlog[]>): AskPart =>
  async () => {
    let oldest = 0;
    let isLate = false;
    const asked = await probe(name, async () => {
      for (const { queue, oldestAgeSeconds } of await read()) {
        const age = oldestAgeSeconds ?? 0;
        oldest = Math.max(oldest, age);
        isLate ||= age > unsentLimitSeconds[queue];
      }
    });
    if (asked.status === 'down') return asked;
    const detail = `the oldest waits for ${Math.round(oldest)} s`;
    return { ...asked, status: isLate ? 'degraded' : 'up', detail };
  };

const reach = ({
  host,
  port,
  isTls,
}: {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
}): Promise<void> =>
  new Promise((resolve, reject) => {
    // Only whether somebody is there: certificates are the clients' matter.
    const socket = isTls
      ? connectTls({ host, port, rejectUnauthorized: false })
      : connect({ host, port });
    socket.setTimeout(2_000, () => socket.destroy(new Error('timeout')));
    socket.once(isTls ? 'secureConnect' : 'connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
