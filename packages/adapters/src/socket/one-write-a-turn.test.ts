import { once } from 'node:events';
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { writeOncePerTurn } from './one-write-a-turn.ts';

const written = () => {
  const writes: string[] = [];
  const stream = new Writable({
    highWaterMark: 8,
    writev(chunks, done) {
      writes.push(chunks.map(({ chunk }) => String(chunk)).join(''));
      done();
    },
  });
  writeOncePerTurn(stream);
  return { stream, writes };
};

test('what is written in one turn leaves as one, in its order', async () => {
  const { stream, writes } = written();

  for (const word of ['a', 'b', 'c']) stream.write(word);
  await new Promise(setImmediate);
  stream.write('d');
  await new Promise(setImmediate);

  expect(writes).toEqual(['abc', 'd']);
});

test('a writer who is told to wait is told when to go on', async () => {
  const { stream, writes } = written();

  const mayGoOn = stream.write('123456789');
  await once(stream, 'drain');

  expect(mayGoOn).toBe(false);
  expect(writes).toEqual(['123456789']);
});

test('an end right after a write loses nothing', async () => {
  const { stream, writes } = written();

  stream.write('a');
  stream.end('b');
  await once(stream, 'finish');

  expect(writes.join('')).toBe('ab');
});
