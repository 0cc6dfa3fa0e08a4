import { describe, expect, test } from 'vitest';
import type { ProcessEvent, ProcessSurface } from './process-surface.ts';
import { type RoleDefinition, runRole } from './run-role.ts';
import { runTask } from './run-task.ts';

/** A process that a test can signal and read. */
const fakeProcess = (env: Record<string, string> = { DATABASE_URL: 'postgres://u:p@h/db' }) => {
  const listeners = new Map<ProcessEvent, (detail: unknown) => void>();
  const seen = { stdout: '', stderr: '', log: '' };
  const exits: number[] = [];
  let isReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  const surface: ProcessSurface = {
    env,
    stdout: {
      write: (text) => {
        seen.stdout += text;
        isReady();
      },
    },
    stderr: {
      write: (text) => {
        seen.stderr += text;
      },
    },
    logTo: {
      write: (line) => {
        seen.log += line;
      },
    },
    on: (event, listener) => listeners.set(event, listener),
    exit: (code) => void exits.push(code),
  };
  const emit = (event: ProcessEvent, detail?: unknown) => listeners.get(event)?.(detail);
  return { surface, seen, exits, ready, emit };
};

const stoppable = { stop: async () => undefined };
const relay = (definition: Partial<RoleDefinition<'relay'>>): RoleDefinition<'relay'> => ({
  role: 'relay',
  start: async () => stoppable,
  ...definition,
});

describe('a role', () => {
  test('says that it is ready, alone on a line, and ends with 0 after a signal', async () => {
    const { surface, seen, exits, ready, emit } = fakeProcess();
    let stops = 0;
    const stop = async () => {
      stops += 1;
      emit('SIGTERM');
      emit('SIGINT');
    };

    const running = runRole(relay({ start: async () => ({ stop }) }), surface);
    await ready;
    emit('SIGTERM');
    await running;

    expect(seen.stdout).toBe('relay is ready\n');
    expect([exits, stops]).toEqual([[0], 1]);
  });

  test('composed of all roles is called postroom', async () => {
    const { surface, seen, ready, emit } = fakeProcess({});

    const running = runRole({ role: 'all', start: async () => stoppable }, surface);
    await ready;
    emit('SIGINT');
    await running;

    expect(seen.stdout).toBe('postroom is ready\n');
  });

  test('with a wrong configuration lists every problem, starts nothing and ends with 2', async () => {
    const { surface, seen, exits } = fakeProcess({ PORT: 'x', MAX_RETRIES: '-1' });
    const start = () => Promise.reject(new Error('was started'));

    await runRole(relay({ start }), surface);

    expect(seen.stderr.split('\n')).toHaveLength(5);
    expect(seen.stderr).toMatch(
      /3 problems:\n {2}PORT: .*\n {2}DATABASE_URL: .*\n {2}MAX_RETRIES: /,
    );
    expect(exits).toEqual([2]);
  });

  test('that cannot start says why on standard error and ends with 1', async () => {
    const { surface, seen, exits } = fakeProcess();
    const start = () => Promise.reject(new Error('port 8012 is taken'));

    await runRole(relay({ start }), surface);

    expect(seen.stderr).toBe('relay failed: port 8012 is taken\n');
    expect(seen.log).toContain('process.start_failed');
    expect([seen.stdout, exits]).toEqual(['', [1]]);
  });

  test('spares the log an error that says all to the person at the terminal', async () => {
    const { surface, seen, exits } = fakeProcess();
    const start = () => Promise.reject(new Error('it is running already'));

    await runRole(relay({ start, isRefusal: () => true }), surface);

    expect(exits).toEqual([1]);
    expect(seen.stderr).toBe('relay failed: it is running already\n');
    expect(seen.log).toBe('');
  });

  test('that is still starting gives up at a signal and ends with 0', async () => {
    const { surface, seen, exits, emit } = fakeProcess();
    const start: RoleDefinition<'relay'>['start'] = (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });

    const running = runRole(relay({ start }), surface);
    emit('SIGTERM');
    await running;

    expect([seen.stdout, exits]).toEqual(['', [0]]);
  });

  test('that does not stop within the grace ends with 1 and says what was still open', async () => {
    const { surface, seen, exits, ready, emit } = fakeProcess();
    const stop = () => new Promise<never>(() => undefined);
    const start = async () => ({ stop, pending: () => ['SMTP pool', 'database'] });

    const running = runRole(relay({ start, graceMs: 10 }), surface);
    await ready;
    emit('SIGTERM');
    await running;

    expect(exits).toEqual([1]);
    expect(seen.log).toContain('"waiting_for":["SMTP pool","database"]');
    expect(seen.log).toContain('"still_open":["SMTP pool","database"]');
  });

  test.each(['uncaughtException', 'unhandledRejection'] as const)(
    'logs an %s, stops in good order and ends with 1',
    async (event) => {
      const { surface, seen, exits, ready, emit } = fakeProcess();
      let isStopped = false;
      const stop = async () => {
        isStopped = true;
      };

      const running = runRole(relay({ start: async () => ({ stop }) }), surface);
      await ready;
      emit(event, new Error('a bug'));
      await running;

      expect([isStopped, exits]).toEqual([true, [1]]);
      expect(seen.log).toContain('a bug');
    },
  );

  test('can say itself that it cannot go on', async () => {
    const { surface, exits } = fakeProcess();
    const start: RoleDefinition<'relay'>['start'] = async (_, { fail }) => {
      fail(new Error('the consumer does not come back'));
      return stoppable;
    };

    await runRole(relay({ start }), surface);

    expect(exits).toEqual([1]);
  });
});

describe('a command that ends by itself', () => {
  test('ends with 0 when it is done', async () => {
    const { surface, exits } = fakeProcess();

    await runTask({ role: 'migrate', run: async () => undefined }, surface);

    expect(exits).toEqual([0]);
  });

  test('ends with 1 and the reason when it fails', async () => {
    const { surface, seen, exits } = fakeProcess();

    await runTask({ role: 'ctl', run: () => Promise.reject(new Error('no such key')) }, surface);

    expect([seen.stderr, exits]).toEqual(['ctl failed: no such key\n', [1]]);
  });
});
