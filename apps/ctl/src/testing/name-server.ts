import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A name server that knows nothing but TXT records; others may be put into `zone` while it runs. */
export interface NameServer {
  /** Address and port, as `dns.setServers` wants it. */
  readonly address: string;
  readonly zone: Map<string, readonly string[]>;
  stop(): void;
}

const txt = 16;
const headerBytes = 12;
/** A pointer to the name of the question, of type TXT, for the class IN. */
const txtOfTheQuestion = [0xc0, headerBytes, 0, txt, 0, 1];
const noLifetime = [0, 0, 0, 0];

/** Answers over UDP as RFC 1035 has it: what is not in the zone does not exist. */
export const startNameServer = async (): Promise<NameServer> => {
  const zone = new Map<string, readonly string[]>();
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    const { name, bytes } = questionOf(query);
    const records = zone.get(name.toLowerCase());
    const header = Buffer.alloc(headerBytes);
    query.copy(header, 0, 0, 2);
    // A response, recursion available; 3 is "no such name".
    header.writeUInt16BE(records ? 0x8180 : 0x8183, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(records?.length ?? 0, 6);
    socket.send(Buffer.concat([header, bytes, ...(records ?? []).map(answerOf)]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { address: `127.0.0.1:${socket.address().port}`, zone, stop: () => void socket.close() };
};

const questionOf = (query: Buffer): { readonly name: string; readonly bytes: Buffer } => {
  const labels: string[] = [];
  let at = headerBytes;
  for (let length = query[at]; length; length = query[at]) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  // The end of the name, its type and its class.
  return { name: labels.join('.'), bytes: query.subarray(headerBytes, at + 5) };
};

/** A text of more than 255 bytes goes in pieces. */
const answerOf = (text: string): Buffer => {
  const pieces = (text.match(/.{1,255}/g) ?? ['']).map((piece) =>
    Buffer.from([piece.length, ...Buffer.from(piece, 'latin1')]),
  );
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const lead = [...txtOfTheQuestion, ...noLifetime, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(lead), ...pieces]);
};
