import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type Copies, createCopies } from './copies.ts';

/**
 * What becomes of one message:
 *
 *   keep        kept and answered 250.
 *   before_dot  the connection dies while the message is written; nothing is kept.
 *   after_dot   the whole message came, and the server dies without keeping it.
 *   lost_250    kept, and the server dies before it can say so.
 *   silence     kept, and never answered; the connection stays.
 *   dot ...     a reply to the whole message, such as `dot 451 4.3.0 later`; nothing is kept.
 *   otherwise   a reply to the recipient, such as `550 5.1.1 unknown`.
 */
export type Fate =
  | 'keep'
  | 'before_dot'
  | 'after_dot'
  | 'lost_250'
  | 'silence'
  | `dot ${number} ${string}`
  | `${number} ${string}`;

export interface SmtpSink {
  readonly url: string;
  readonly copies: Copies;
  /** Decides over the messages to come. `offer` counts from 1, all recipients together. */
  decide(fate: (recipient: string, offer: number) => Fate): void;
  /** Milliseconds until it answers a message; 0 at first. */
  answerAfter(milliseconds: number): void;
  /** From now on no whole message is answered, until `release`. */
  hold(): void;
  release(): void;
  /** Recipients of whole messages that wait for their answer. */
  held(): readonly string[];
  /** How often each recipient was offered, refused ones included. */
  offers(recipient: string): number;
  stop(): Promise<void>;
}

/** A mail server that keeps count, and dies wherever in the dialogue it is told to. */
export const startSmtpSink = async (): Promise<SmtpSink> => {
  const copies = createCopies();
  const offered = new Map<string, number>();
  const sockets = new Set<Socket>();
  let offers = 0;
  let answerAfterMs = 0;
  let isHolding = false;
  const waiting: { readonly recipient: string; answer(): void }[] = [];
  let fateOf: (recipient: string, offer: number) => Fate = () => 'keep';

  const talk = (socket: Socket): void => {
    let text = '';
    let fate: Fate = 'keep';
    let recipient = '';
    let isBody = false;
    const say = (reply: string): boolean => socket.write(`${reply}\r\n`);

    const command = (line: string): unknown => {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'EHLO') return say('250-sink\r\n250 PIPELINING');
      if (verb === 'QUIT') return socket.end('221 bye\r\n');
      if (verb === 'RCPT') {
        recipient = /<([^>]*)>/.exec(line)?.[1] ?? '';
        offers += 1;
        offered.set(recipient, (offered.get(recipient) ?? 0) + 1);
        fate = fateOf(recipient, offers);
        return say(/^\d/.test(fate) ? fate : '250 ok');
      }
      if (verb === 'DATA') {
        if (/^\d/.test(fate)) return say('503 5.5.1 no recipient');
        isBody = true;
        say('354 go on');
        return fate === 'before_dot' && socket.destroy();
      }
      return say('250 ok');
    };

    const body = (mail: string): unknown => {
      isBody = false;
      if (fate === 'after_dot') return socket.destroy();
      const refusal = /^dot (.*)/.exec(fate)?.[1];
      if (refusal === undefined) copies.add(keyOf(mail));
      if (fate === 'lost_250') return socket.destroy();
      if (fate === 'silence') return;
      const answer = () => void say(refusal ?? '250 queued as 4F2A9C');
      if (isHolding) return waiting.push({ recipient, answer });
      if (answerAfterMs === 0) return answer();
      return setTimeout(answer, answerAfterMs);
    };

    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (;;) {
        const end = text.indexOf(isBody ? '\r\n.\r\n' : '\r\n');
        if (end < 0 || socket.destroyed) return;
        const whole = text.slice(0, end);
        text = text.slice(end + (isBody ? 5 : 2));
        if (isBody) body(whole);
        else command(whole);
      }
    });
    say('220 sink ESMTP');
  };

  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    talk(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `smtp://127.0.0.1:${port}`,
    copies,
    decide(fate) {
      fateOf = fate;
    },
    answerAfter(milliseconds) {
      answerAfterMs = milliseconds;
    },
    hold() {
      isHolding = true;
    },
    release() {
      isHolding = false;
      for (const { answer } of waiting.splice(0)) answer();
    },
    held: () => waiting.map(({ recipient }) => recipient),
    offers: (recipient) => offered.get(recipient) ?? 0,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};

/** `Message-ID: <id.redrive@domain>`, perhaps folded, without its domain. */
const keyOf = (mail: string): string =>
  /^message-id:\s*<([^@>]*)@/im.exec(mail.slice(0, mail.indexOf('\r\n\r\n') + 2))?.[1] ?? '';
