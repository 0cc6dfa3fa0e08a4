import { serve } from '@hono/node-server';
import { freePort } from '../platform/free-port.ts';
import { mailbox } from './mailbox.ts';
import { routes } from './routes.ts';
import { listenSmtp } from './smtp.ts';

export type InboxOptions = {
  /** The address to listen on; 127.0.0.1 by default. Whoever reaches it can read every mail. */
  readonly host?: string;
  /** Ports of SMTP and of the page; free ones by default. */
  readonly smtpPort?: number;
  readonly httpPort?: number;
};

export type RunningInbox = {
  readonly smtpUrl: string;
  readonly webUrl: string;
  stop(): Promise<void>;
};

/**
 * A place for mail to arrive on a laptop: an SMTP server that accepts everything and a page that
 * shows the newest 1,000, kept in memory alone.
 *
 * JSON: `GET /api/messages?to=&subject=&q=&limit=` (newest first, 50 by default, 1,000 at most),
 * `GET /api/messages/:id`, `DELETE /api/messages`.
 */
export async function startInbox(options: InboxOptions = {}): Promise<RunningInbox> {
  const { host = '127.0.0.1' } = options;
  const smtpPort = options.smtpPort ?? (await freePort(0, { host }));
  const httpPort = options.httpPort ?? (await freePort(0, { host }));
  const mails = mailbox();
  const smtp = await listenSmtp({ host, port: smtpPort, mailbox: mails });
  try {
    const http = await listenHttp(routes({ mailbox: mails, host }).fetch, { host, port: httpPort });
    const name = host.includes(':') ? `[${host}]` : host;
    return {
      smtpUrl: `smtp://${name}:${smtpPort}`,
      webUrl: `http://${name}:${httpPort}`,
      stop: async () => {
        await Promise.all([smtp.close(), http.close()]);
      },
    };
  } catch (error) {
    await smtp.close();
    throw error;
  }
}

type Fetch = Parameters<typeof serve>[0]['fetch'];
type Address = { readonly host: string; readonly port: number };

function listenHttp(fetch: Fetch, { host, port }: Address) {
  return new Promise<{ close(): Promise<void> }>((resolve, reject) => {
    const server = serve({ fetch, hostname: host, port }, () => {
      resolve({
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      });
    });
    server.once('error', reject);
  });
}
