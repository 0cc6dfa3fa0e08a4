import type { CtlContext } from '../context.ts';
import { alerts, processes } from './doctor/alerts.ts';
import { bindings } from './doctor/bindings.ts';
import { certificates } from './doctor/certificates.ts';
import { clock, database, lanes, schema, stuck } from './doctor/database.ts';
import { type Finding, fail, type Look } from './doctor/finding.ts';
import { resend, smtp } from './doctor/providers.ts';
import { rabbitmq, redis } from './doctor/queues.ts';
import { sender } from './doctor/sender.ts';

/** Every part, in the order in which one rests on another, and what to do when it does not answer. */
const looks: readonly (readonly [part: string, look: Look, remedy: string])[] = [
  [
    'database',
    database,
    'check DATABASE_URL, and that the server runs and can be reached from here',
  ],
  ['schema', schema, 'see the line of the database'],
  ['clock', clock, 'see the line of the database'],
  ['types', async ({ catalogue }) => [typesOf(catalogue)], 'run types check'],
  ['redis', redis, 'check REDIS_URL, and that the server runs; mail waits in Postgres meanwhile'],
  [
    'rabbitmq',
    rabbitmq,
    'check RABBITMQ_URL, and that the server runs; events wait in Postgres meanwhile',
  ],
  ['bindings', bindings, 'see the line of rabbitmq'],
  ['certificates', certificates, 'TLS_CA_FILE, TLS_CERT_FILE and TLS_KEY_FILE must be PEM files'],
  ['smtp', smtp, 'check SMTP_URL: host, port, login, certificate'],
  ['resend', resend, 'check the network and RESEND_BASE_URL; see status.resend.com'],
  ['sender', sender, 'ask whoever keeps the DNS of the domain in EMAIL_FROM'],
  ['processes', processes, 'see the line of the schema'],
  ['lanes', lanes, 'see the line of the schema'],
  ['workers', stuck, 'see the line of the schema'],
  ['alerts', alerts, 'see the line of the schema'],
];

/** Looks at every part, one after the other, and tells each finding with what to do about it. */
export const doctor = async (context: CtlContext): Promise<void> => {
  let failures = 0;
  let warnings = 0;
  for (const [part, look, remedy] of looks) {
    const found = await look(context).catch((error: unknown) => [unanswered(error, remedy)]);
    for (const { level, text } of found) {
      if (level === 'fail') failures += 1;
      if (level === 'warn') warnings += 1;
      context.say(`${level.padEnd(4)}  ${part.padEnd(12)}  ${text}`);
    }
  }
  if (failures > 0) {
    throw new Error(`${failures} ${failures === 1 ? 'thing is' : 'things are'} wrong`);
  }
  context.say(warnings > 0 ? 'nothing is wrong; see the warnings' : 'nothing is wrong');
};

const typesOf = ({ types }: CtlContext['catalogue']): Finding => ({
  level: 'ok',
  text: `${types.length}: ${types.map(({ type }) => type).join(', ')}`,
});

const unanswered = (error: unknown, remedy: string): Finding => {
  const reason = error instanceof Error && error.message ? error.message : String(error);
  return fail(`does not answer (${reason}): ${remedy}`);
};
