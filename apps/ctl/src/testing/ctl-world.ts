import { connect, migrate, type Sql } from '@postroom/adapters/postgres';
import { createTestDatabase, type TestServers } from '@postroom/local/testing';
import { runCtl } from '../run-ctl.ts';

/** The tool on a database of its own, in which nobody works. */
export interface CtlWorld {
  readonly sql: Sql;
  /** Runs a line as a person types it, and answers with what was said. Default environment: the database. */
  ctl(line: string, env?: Record<string, string>): Promise<Said>;
  /** A notification that stands in a state; its variables, subject and tags hold `Canary`. */
  given(status: string, more?: { email?: string; userId?: string }): Promise<string>;
  statusOf(id: string): Promise<string | undefined>;
  stop(): Promise<void>;
}

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export const createCtlWorld = async (servers: TestServers): Promise<CtlWorld> => {
  const database = await createTestDatabase({ servers, migrate });
  const sql = connect({ url: database.url, max: 2 });
  let next = 0;
  return {
    sql,
    ctl: async (line, env = { DATABASE_URL: database.url }) => {
      const out: string[] = [];
      const err: string[] = [];
      const code = await runCtl(line === '' ? [] : line.split(' '), {
        env,
        say: (text) => void out.push(text),
        complain: (text) => void err.push(text),
      });
      return { code, out: out.join('\n'), err: err.join('\n') };
    },
    given: async (status, { email, userId } = {}) => {
      next += 1;
      const id = `0198f3c2-7d1e-7c4a-9b1f-${String(next).padStart(12, '0')}`;
      const hasFailed = status === 'failed';
      await sql`
        insert into notifications (id, type, queue, status, source, user_id, recipient_email, subject, template,
          variables, sensitive, tags, correlation_id, test, expires_at, lease_until, error_code, reason_code, reason_detail)
        values (${id}, 'welcome', 'standard', ${status}, 'shop', ${userId ?? null}, ${email ?? `p${next}@example.com`},
          'Hello Canary', 'welcome', '{"username":"Canary"}'::jsonb, '{}', '{"team":"Canary"}'::jsonb, 'c-1', false, now() + interval '1 hour',
          ${status === 'sending' ? sql`now() + interval '1 minute'` : null}, ${hasFailed ? '550' : null},
          ${hasFailed ? 'mailbox_unknown' : null}, ${hasFailed ? 'the mailbox does not exist' : null})`;
      return id;
    },
    statusOf: async (id) => {
      const [row] = await sql<
        { status: string }[]
      >`select status from notifications where id = ${id}`;
      return row?.status;
    },
    stop: async () => {
      await sql.end({ timeout: 5 });
      await database.drop();
    },
  };
};
