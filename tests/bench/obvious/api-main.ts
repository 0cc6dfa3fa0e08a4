import { randomUUID } from 'node:crypto';
import { serve } from '@hono/node-server';
import { Queue } from 'bullmq';
import { Hono } from 'hono';
import { Redis } from 'ioredis';
import postgres from 'postgres';
import { z } from 'zod';
import { servers } from './servers.ts';

// What a good team writes in a week: validate, keep the notification, add a job, answer.
const item = z.object({
  notification_type: z.literal('welcome'),
  recipient_email: z.email(),
  userid: z.string().optional(),
  template_vars: z.object({ username: z.string().max(200) }),
  tags: z.record(z.string(), z.string()).default({}),
});
type Item = z.infer<typeof item>;

const sql = postgres(servers.databaseUrl, { max: 10, onnotice: () => undefined });
await sql`
  create table if not exists obvious (
    id uuid primary key, type text not null, user_id text, email text not null,
    variables jsonb not null, tags jsonb not null, status text not null,
    created_at timestamptz not null default now(), sent_at timestamptz
  )`;
await sql`
  create table if not exists obvious_attempts (
    id bigint generated always as identity primary key, notification_id uuid not null,
    outcome text not null, at timestamptz not null default now()
  )`;
const connection = new Redis(servers.redisUrl, { maxRetriesPerRequest: null });
const queue = new Queue('obvious', { connection });

const accept = async (given: Item): Promise<string> => {
  const id = randomUUID();
  await sql.begin(async (tx) => {
    await tx`
      insert into obvious (id, type, user_id, email, variables, tags, status)
      values (${id}, ${given.notification_type}, ${given.userid ?? null}, ${given.recipient_email},
        ${tx.json(given.template_vars)}, ${tx.json(given.tags)}, 'queued')`;
  });
  await queue.add('send', { id }, { jobId: id, attempts: 3, removeOnComplete: true });
  return id;
};

const app = new Hono();
app.post('/notifications/send', async (c) => {
  const parsed = item.safeParse(await c.req.json());
  if (!parsed.success) return c.json(parsed.error.issues, 422);
  return c.json({ notification_id: await accept(parsed.data), status: 'queued' }, 202);
});
app.post('/notifications/batch', async (c) => {
  const parsed = z.object({ notifications: z.array(item) }).safeParse(await c.req.json());
  if (!parsed.success) return c.json(parsed.error.issues, 422);
  const ids = await Promise.all(parsed.data.notifications.map(accept));
  return c.json({ notifications: ids.map((id) => ({ notification_id: id })) }, 202);
});
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
  console.log(`http://127.0.0.1:${port} is listening`);
});
process.once('SIGTERM', () => process.exit(0));
