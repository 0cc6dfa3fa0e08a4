import { hasSchema } from '@postroom/adapters/postgres';
import { fail, type Look, ok, warn } from './finding.ts';

export const database: Look = async ({ sql }) => {
  const [row] = await sql<{ version: string; standby: boolean }[]>`
    select current_setting('server_version') as version, pg_is_in_recovery() as standby`;
  return row?.standby
    ? [fail('is a standby: set DATABASE_URL to the primary')]
    : [ok(`answers, PostgreSQL ${row?.version}`)];
};

export const schema: Look = async ({ sql }) =>
  (await hasSchema(sql))
    ? [ok('is this version’s')]
    : [fail('is older than this version: run npm run migrate')];

/** Seconds. Leases and schedules go by the database's clock, so only what people read suffers. */
const skewSeconds = 5;

export const clock: Look = async ({ sql }) => {
  const before = Date.now();
  const [row] = await sql<{ now: Date }[]>`select clock_timestamp() as now`;
  const after = Date.now();
  const here = (before + after) / 2;
  const skew = ((row?.now.getTime() ?? here) - here) / 1000;
  // What the question itself took cannot be told from a difference.
  const isOff = Math.abs(skew) > skewSeconds + (after - before) / 2000;
  return isOff
    ? [
        warn(
          `this machine's differs from the database's by ${Math.round(Math.abs(skew))} s: have both follow NTP. Nothing is sent early or late for it, but log lines and dates of mails are off`,
        ),
      ]
    : [ok('this machine and the database agree')];
};

export const lanes: Look = async ({ queries }) => {
  const backlog = await queries.backlog();
  return backlog.length === 0
    ? [ok('nothing waits')]
    : backlog.map(({ queue, unsent, oldestAgeSeconds }) =>
        ok(
          `${queue}: ${unsent} not sent yet, the oldest for ${Math.round(oldestAgeSeconds ?? 0)} s`,
        ),
      );
};

export const stuck: Look = async ({ sql }) => {
  const [row] = await sql<{ expired: number }[]>`
    select count(*)::int as expired from notifications
    where status = 'sending' and lease_until < now() - interval '1 minute'`;
  const expired = row?.expired ?? 0;
  return expired > 0
    ? [
        fail(
          `${expired} hand-offs were left by workers that died, and nobody took them over: start a relay`,
        ),
      ]
    : [ok('none has left a hand-off behind')];
};
