import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

let dir = '';
let child: ChildProcess | undefined;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'postroom-log-'));
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

const root = fileURLToPath(new URL('../../..', import.meta.url));
const main = fileURLToPath(new URL('testing/talker/main.ts', import.meta.url));

const talker = (ending: 'killed' | 'thrown' | 'ended' | 'flood') => {
  const flags = ['--import', 'tsx', '--conditions=@postroom/source'];
  return [...flags, main, ending, dir];
};

const talk = (ending: 'killed' | 'thrown' | 'ended') => {
  const talking = spawn(process.execPath, talker(ending), { cwd: root });
  child = talking;
  return talking;
};

const messagesIn = (lines: string) =>
  lines
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).msg);
const read = (name: string) => messagesIn(readFileSync(join(dir, name), 'utf8'));

test.each([
  ['ended', ['last words']],
  ['thrown', ['last words']],
  // What it logged in its last turn, after the error, is lost with it.
  ['killed', []],
] as const)(
  'of a process that is %s no error line is lost, and none before it',
  async (ending, after) => {
    const talker = talk(ending);
    const [output] = await Promise.all([text(talker.stdout), once(talker, 'exit')]);

    expect(messagesIn(output)).toEqual(['answered', 'pumped', 'failed', ...after]);
    expect(read('app.log')).toEqual(['pumped', 'failed', ...after]);
    expect(read('error.log')).toEqual(['failed']);
    expect(read('access.log')).toEqual(ending === 'killed' ? [] : ['answered']);
  },
  60_000,
);

test('files are for their owner and group', async () => {
  await once(talk('ended'), 'exit');

  for (const name of ['app.log', 'access.log', 'error.log']) {
    expect(statSync(join(dir, name)).mode & 0o027).toBe(0);
  }
}, 60_000);

test('a reader that stalls holds up nothing; what is dropped is told when it reads again', async () => {
  // A pipe of the shell, as `npm run worker | reader` makes it, whose reader waits for a word.
  const stdio = ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'] as const;
  const script = '"$@" <&3 3<&- 4<&- | { read -r go <&4; cat; }';
  const shell = spawn('sh', ['-c', script, 'sh', process.execPath, ...talker('flood')], {
    cwd: root,
    stdio: [...stdio],
  });
  child = shell;
  const [, stdout, stderr, end, go] = shell.stdio as [null, Readable, Readable, Writable, Writable]; // as asked for
  const output = text(stdout);

  const [said] = await once(stderr, 'data');
  expect(String(said)).toBe('not held up\n');
  go.write('go\n');
  end.end();
  const parsed = (await output)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

  const dropped = parsed.filter(({ event }) => event === 'log.dropped');
  const arrived = parsed.filter(({ event }) => event === 'flood').length;
  expect(dropped.length).toBeGreaterThan(0);
  expect(arrived + dropped.reduce((sum, { lines }) => sum + lines, 0)).toBe(20_000);
}, 60_000);
