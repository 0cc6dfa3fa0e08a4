import { connect } from 'node:net';

/** One PING over a connection of its own; false while the data is still being loaded. */
export function ping(port: number, password: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let answer = '';
    socket.setTimeout(2_000, () => socket.destroy(new Error('no answer to PING within 2 s')));
    socket.once('error', reject);
    socket.once('close', () => resolve(answer.includes('+PONG')));
    socket.on('data', (data) => {
      answer += data.toString();
      if (answer.split('\r\n').length > 2) socket.end();
    });
    socket.write(`AUTH ${password}\r\nPING\r\n`);
  });
}
