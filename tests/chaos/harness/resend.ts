import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type Copies, createCopies } from './copies.ts';

/**
 * What becomes of one request:
 *
 *   accept       one effect per key, answered.
 *   lose_answer  the effect, and the connection dies before the answer.
 *   lose_request the connection dies before anything.
 *   hang         the effect, and no answer; the connection stays.
 *   otherwise    a status without any effect; 429 with its `Retry-After` in seconds.
 */
export type ResendFate =
  | 'accept'
  | 'lose_answer'
  | 'lose_request'
  | 'hang'
  | { readonly status: number; readonly retryAfterSeconds?: number };

export interface FakeResend {
  readonly baseUrl: string;
  /** Effects, by the mail's own Message-ID, whatever key it came under. */
  readonly copies: Copies;
  /** Requests that came in, by key: a repetition is no second effect. */
  readonly requests: Copies;
  /** Keys that came again with another body. */
  readonly conflicts: readonly string[];
  decide(fate: (key: string, request: number) => ResendFate): void;
  /** Milliseconds between an effect and its answer; 0 at first. */
  answerAfter(milliseconds: number): void;
  stop(): Promise<void>;
}

const dayMs = 24 * 60 * 60 * 1_000;

/**
 * Resend's `POST /emails` over real HTTP, as its documentation has it: for 24 hours an equal key
 * with an equal body is answered as the first time, with another body it is refused with 409
 * `invalid_idempotent_request`, and while the first is at work with 409
 * `concurrent_idempotent_requests`.
 */
export const startFakeResend = async (now: () => number = Date.now): Promise<FakeResend> => {
  const copies = createCopies();
  const requests = createCopies();
  const conflicts: string[] = [];
  const known = new Map<
    string,
    { readonly digest: string; readonly id: string; readonly at: number }
  >();
  const atWork = new Set<string>();
  let answerAfterMs = 0;
  let fateOf: (key: string, request: number) => ResendFate = () => 'accept';

  /** The answer for a body that came in whole. */
  const work = (key: string, body: string): { readonly status: number; readonly json: object } => {
    const digest = createHash('sha256').update(body).digest('hex');
    const before = known.get(key);
    if (before && now() - before.at < dayMs) {
      if (before.digest === digest) return { status: 200, json: { id: before.id } };
      conflicts.push(key);
      return refusal(409, 'invalid_idempotent_request');
    }
    copies.add(mailOf(body));
    const id = `re_${copies.total}`;
    known.set(key, { digest, id, at: now() });
    return { status: 200, json: { id } };
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const key = String(request.headers['idempotency-key'] ?? '');
    requests.add(key);
    const fate = fateOf(key, requests.total);
    if (fate === 'lose_request') return void request.socket.destroy();
    if (atWork.has(key)) return answer(response, refusal(409, 'concurrent_idempotent_requests'));
    atWork.add(key);
    try {
      const body = await textOf(request);
      if (typeof fate === 'object') {
        if (fate.retryAfterSeconds !== undefined) {
          response.setHeader('retry-after', String(fate.retryAfterSeconds));
        }
        const name = fate.status === 429 ? 'rate_limit_exceeded' : 'application_error';
        return answer(response, refusal(fate.status, name));
      }
      const result = work(key, body);
      if (answerAfterMs > 0) await pause(answerAfterMs);
      if (fate === 'lose_answer') return void request.socket.destroy();
      if (fate !== 'hang') answer(response, result);
    } finally {
      atWork.delete(key);
    }
  };

  const server = createServer((request, response) => {
    // A client that died in mid-request is part of the play.
    handle(request, response).catch(() => request.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    copies,
    requests,
    conflicts,
    decide(fate) {
      fateOf = fate;
    },
    answerAfter(milliseconds) {
      answerAfterMs = milliseconds;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

/** `<id.redrive@domain>` without its domain. */
const mailOf = (body: string): string => {
  const { headers } = JSON.parse(body) as { readonly headers: { readonly 'Message-ID': string } };
  return /^<([^@>]*)@/.exec(headers['Message-ID'])?.[1] ?? '';
};

const refusal = (status: number, name: string) => ({
  status,
  json: { statusCode: status, name, message: `told to answer ${status}` },
});

const answer = (
  response: ServerResponse,
  { status, json }: { readonly status: number; readonly json: object },
): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
};

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // a request streams buffers
  return Buffer.concat(chunks).toString();
};
