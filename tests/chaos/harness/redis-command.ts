import { connect } from 'node:net';

const deadlineMs = 10_000;

/** One command to Redis over a connection of its own; resolves with its answer, a line or a text. */
export const redisCommand = (redisUrl: string, ...words: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port, password } = new URL(redisUrl);
    const socket = connect({ host: hostname, port: Number(port) });
    let said = '';
    socket.setTimeout(deadlineMs, () => socket.destroy(new Error('Redis does not answer')));
    socket.once('error', reject);
    socket.on('data', (chunk) => {
      said += chunk.toString();
      // The first line answers AUTH.
      const reply = replyIn(said.slice(said.indexOf('\r\n') + 2));
      if (reply === undefined) return;
      socket.end();
      if (reply.startsWith('-')) reject(new Error(reply.slice(1)));
      else resolve(reply);
    });
    socket.write(`AUTH ${password}\r\n${words.join(' ')}\r\n`);
  });

/** The reply, once all of it is there: `$<length>` announces a text, all else is a line. */
const replyIn = (said: string): string | undefined => {
  const end = said.indexOf('\r\n');
  if (end < 0) return undefined;
  const line = said.slice(0, end);
  if (!line.startsWith('$')) return line;
  const text = said.slice(end + 2);
  return text.length >= Number(line.slice(1)) ? text : undefined;
};
