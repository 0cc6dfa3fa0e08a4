import { once } from 'node:events';
import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { portOf } from './scripted-smtp.ts';

/** A mail as the API was asked to send it. */
export interface RequestedMail {
  readonly from: string;
  readonly to: string;
  readonly reply_to?: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly headers: { readonly [name: string]: string };
  readonly tags: readonly { readonly name: string; readonly value: string }[];
}

/** What the API does instead of its work, for the next request only. */
export type Misbehaviour =
  | { readonly status: number; readonly body: string; readonly headers?: Record<string, string> }
  | { readonly lose: 'request' | 'answer' }
  | { readonly hang: true };

export interface ResendApi {
  readonly baseUrl: string;
  /** Mails that were accepted, once each. */
  readonly accepted: readonly RequestedMail[];
  /** Every request that came in. */
  readonly requests: readonly {
    readonly key: string | undefined;
    readonly auth: string | undefined;
  }[];
  misbehave(how: Misbehaviour): void;
  stop(): Promise<void>;
}

/**
 * Stands in for Resend's `POST /emails`: equal key and payload give the first answer again,
 * another payload under the same key is refused with 409, a key at work with another 409.
 */
export const startResendApi = async (): Promise<ResendApi> => {
  const accepted: RequestedMail[] = [];
  const requests: { key: string | undefined; auth: string | undefined }[] = [];
  const answered = new Map<string, { readonly payload: string; readonly id: string }>();
  let next: Misbehaviour | undefined;

  const app = new Hono<{ Bindings: { incoming: { socket: { destroy(): void } } } }>();
  app.post('/emails', async (c) => {
    const key = c.req.header('idempotency-key');
    requests.push({ key, auth: c.req.header('authorization') });
    const payload = await c.req.text();
    const how = next;
    next = undefined;

    const problem = (statusCode: 400 | 409 | 422, name: string, message: string) =>
      c.json({ statusCode, name, message }, statusCode);
    const work = (): Response => {
      const before = key === undefined ? undefined : answered.get(key);
      if (before && before.payload !== payload) {
        return problem(409, 'invalid_idempotent_request', 'Same key, different payload.');
      }
      if (before) return c.json({ id: before.id });
      const mail: RequestedMail = JSON.parse(payload);
      if (!mail.to.includes('@')) return problem(422, 'validation_error', 'Invalid `to` field.');
      accepted.push(mail);
      const id = `re_${accepted.length}`;
      if (key !== undefined) answered.set(key, { payload, id });
      return c.json({ id });
    };

    if (how === undefined) return work();
    if ('status' in how) {
      return new Response(how.body, { status: how.status, headers: how.headers ?? {} });
    }
    if ('hang' in how) return new Promise<Response>(() => {});
    if (how.lose === 'answer') work();
    c.env.incoming.socket.destroy();
    return new Promise<Response>(() => {});
  });

  // `serve` types its result for HTTP/2 as well; without options it is an HTTP/1 server.
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  if (!server.listening) await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${portOf(server)}`,
    accepted,
    requests,
    misbehave: (how) => {
      next = how;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
