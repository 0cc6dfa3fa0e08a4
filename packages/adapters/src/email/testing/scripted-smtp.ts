import { once } from 'node:events';
import net, { type Socket } from 'node:net';

/** Where in the dialogue about a message the server stands. */
export type Point = 'connect' | 'ehlo' | 'mail' | 'rcpt' | 'data' | 'mid-body' | 'dot' | 'quit';

/**
 * What the server does at a point: a reply, `close` without one, `reset` (RST), `silence`, or the
 * beginning of a reply that is cut off. Points that are not scripted are answered well.
 */
export type Script = { readonly [point in Point]?: string | { readonly cutOff: string } };

/** Announces PIPELINING (RFC 2920): the client sends MAIL, RCPT and DATA at once. */
export const pipelining = '250-scripted\r\n250 PIPELINING';

export interface ScriptedSmtp {
  readonly url: string;
  /** The points reached, over all connections, in order. */
  readonly reached: readonly Point[];
  /** The lines outside of bodies, as they were said. */
  readonly commands: readonly string[];
  /** Bodies that came in whole, up to their final dot. */
  readonly bodies: readonly string[];
  /** Changes the script for what comes next. */
  follow(script: Script): void;
  /** Does what the script says at the first point it names, and answers well from then on. */
  failOnce(script: Script): void;
  /** Ends every connection that is open, as a server does that drops idle clients. */
  hangUp(): void;
  stop(): Promise<void>;
}

const good: { readonly [point in Point]: string } = {
  connect: '220 scripted ESMTP',
  ehlo: '250-scripted\r\n250 SIZE 52428800',
  mail: '250 2.1.0 Ok',
  rcpt: '250 2.1.5 Ok',
  data: '354 End data with <CR><LF>.<CR><LF>',
  'mid-body': '',
  dot: '250 2.0.0 Ok: queued as 4F2A9C',
  quit: '221 2.0.0 Bye',
};

/** An SMTP server that breaks off exactly where its script says. It listens on loopback only. */
export const startScriptedSmtp = async (first: Script = {}): Promise<ScriptedSmtp> => {
  let script = first;
  let isOnce = false;
  const reached: Point[] = [];
  const commands: string[] = [];
  const bodies: string[] = [];
  const sockets = new Set<Socket>();

  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {}); // a client that goes away is part of the play

    /** Whether the dialogue goes on. */
    const at = (point: Point): boolean => {
      reached.push(point);
      const act = script[point] ?? good[point];
      if (isOnce && script[point] !== undefined) script = {};
      if (typeof act !== 'string') socket.end(act.cutOff);
      else if (act === 'close') socket.end();
      else if (act === 'reset') socket.resetAndDestroy();
      else if (act !== 'silence' && act !== '') socket.write(`${act}\r\n`);
      return typeof act === 'string' && /^[23]/.test(act);
    };

    let text = '';
    let inBody = false;
    let sawMidBody = false;
    if (!at('connect')) return;
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (inBody) {
        const end = text.startsWith('.\r\n') ? -2 : text.indexOf('\r\n.\r\n');
        if (!sawMidBody && 'mid-body' in script) {
          sawMidBody = true;
          // Stops reading, so that the rest of a long message cannot be written.
          socket.pause();
          at('mid-body');
          return;
        }
        if (end === -1) return;
        bodies.push(text.slice(0, Math.max(end, 0)));
        text = text.slice(end + 5);
        inBody = false;
        if (!at('dot')) return;
      }
      for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        commands.push(text.slice(0, end));
        const verb = text.slice(0, 4).toUpperCase();
        text = text.slice(end + 2);
        const point = pointOf[verb];
        if (point === undefined) {
          socket.write('250 2.0.0 Ok\r\n');
          continue;
        }
        const goesOn = at(point);
        if (point === 'quit') socket.end();
        if (point === 'data' && goesOn) {
          inBody = true;
          sawMidBody = false;
          return;
        }
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `smtp://127.0.0.1:${portOf(server)}`,
    reached,
    commands,
    bodies,
    follow(next) {
      script = next;
      isOnce = false;
    },
    failOnce(next) {
      script = next;
      isOnce = true;
    },
    hangUp: () => {
      for (const socket of sockets) socket.destroy();
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};

const pointOf: { readonly [verb: string]: Point } = {
  EHLO: 'ehlo',
  MAIL: 'mail',
  RCPT: 'rcpt',
  DATA: 'data',
  QUIT: 'quit',
};

/** The port a server that listens on TCP was given. */
export const portOf = (server: { address(): ReturnType<net.Server['address']> }): number => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it does not listen on TCP');
  return address.port;
};
