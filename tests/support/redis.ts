import { once } from 'node:events';
import { connect } from 'node:net';
import { until } from './until.ts';

/** Takes everything from a Redis that belongs to the test alone. */
export const wipeRedis = async (redisUrl: string): Promise<void> => {
  const { hostname, port, password } = new URL(redisUrl);
  const socket = connect(Number(port), hostname);
  let said = '';
  socket.on('data', (chunk) => {
    said += chunk.toString();
  });
  await once(socket, 'connect');
  socket.write(`AUTH ${password}\r\nFLUSHALL SYNC\r\n`);
  await until('Redis to be empty', () => said === '+OK\r\n+OK\r\n');
  socket.destroy();
};
