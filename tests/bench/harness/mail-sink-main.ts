import { type AddressInfo, createServer, type Socket } from 'node:net';

const converse = (socket: Socket): void => {
  let text = '';
  let isBody = false;
  const say = (reply: string): boolean => socket.write(`${reply}\r\n`);
  const replyTo = (line: string): unknown => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO') return say('250-sink\r\n250 PIPELINING');
    if (verb === 'QUIT') return socket.end('221 bye\r\n');
    if (verb !== 'DATA') return say('250 ok');
    isBody = true;
    return say('354 go on');
  };
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    for (;;) {
      const mark = isBody ? '\r\n.\r\n' : '\r\n';
      const end = text.indexOf(mark);
      if (end < 0) return;
      const whole = text.slice(0, end);
      text = text.slice(end + mark.length);
      if (isBody) {
        isBody = false;
        say('250 queued as 4F2A9C');
      } else replyTo(whole);
    }
  });
  say('220 sink ESMTP');
};

const server = createServer({ noDelay: true }, converse);
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo; // it listens on TCP
  console.log(`smtp://127.0.0.1:${port} is listening`);
});
process.once('SIGTERM', () => process.exit(0));
