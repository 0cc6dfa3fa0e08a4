import { connect } from 'amqplib';
import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { createTransport } from 'nodemailer';
import postgres from 'postgres';
import { createElement } from 'react';
import { render } from 'react-email';
import { servers } from './servers.ts';
import { Welcome } from './template.tsx';

// One job at a time from front to back: load, render, send, keep the outcome, tell the others.
const sql = postgres(servers.databaseUrl, { max: 10, onnotice: () => undefined });
const mail = createTransport({ url: servers.smtpUrl, pool: true, maxConnections: 100 });
const channel = await (await connect(servers.rabbitmqUrl)).createConfirmChannel();
await channel.assertExchange('notification.events', 'topic', { durable: true });

const tell = (id: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const body = Buffer.from(JSON.stringify({ notification_id: id, status: 'sent' }));
    const options = { persistent: true, messageId: id };
    const done = (error: unknown) => (error ? reject(error) : resolve());
    channel.publish('notification.events', 'notification.sent', body, options, done);
  });

interface Row {
  readonly email: string;
  readonly variables: { readonly username: string };
}

const worker = new Worker<{ readonly id: string }>(
  'obvious',
  async ({ data: { id } }) => {
    const [row] = await sql<Row[]>`select email, variables from obvious where id = ${id}`;
    if (!row) throw new Error(`there is no notification ${id}`);
    const page = createElement(Welcome, row.variables);
    const html = await render(page);
    const text = await render(page, { plainText: true });
    const from = 'Acme <hello@postroom.example>';
    await mail.sendMail({ from, to: row.email, subject: 'Welcome to Acme', html, text });
    await sql.begin(async (tx) => {
      await tx`update obvious set status = 'sent', sent_at = now() where id = ${id}`;
      await tx`insert into obvious_attempts (notification_id, outcome) values (${id}, 'accepted')`;
    });
    await tell(id);
  },
  { connection: new Redis(servers.redisUrl, { maxRetriesPerRequest: null }), concurrency: 50 },
);
worker.on('failed', (_, error) => console.error(error));
await worker.waitUntilReady();
console.log('worker is listening');
process.once('SIGTERM', () => process.exit(0));
