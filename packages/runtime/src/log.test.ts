import { describe, expect, test } from 'vitest';
import { createLog } from './log.ts';

const capture = (options: Partial<Parameters<typeof createLog>[0]> = {}) => {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const log = createLog({ level: 'info', role: 'worker', destination, ...options });
  return { log, lines, entries: () => lines.map((line) => JSON.parse(line)) };
};

describe('the log', () => {
  test('is one JSON object a line with level, time, role, event and sentence', () => {
    const { log, entries } = capture();

    log.info({ event: 'relay.pumped', rows: 3 }, 'published 3 rows');
    log.debug('not shown');

    expect(entries()).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        role: 'worker',
        pid: process.pid,
        event: 'relay.pumped',
        rows: 3,
        msg: 'published 3 rows',
      },
    ]);
  });

  test('shows no secret, whether under a key, in a message or in an error', () => {
    const { log, lines } = capture();
    const error = Object.assign(new Error('550 <ada@example.com> unknown'), { password: 'canary' });

    log
      .child({ component: 'smtp' })
      .error({ err: error, template_vars: { a: 'canary' } }, 'failed');
    log.error(error);
    log.info('for ada@example.com at smtp://user:canary@host');

    expect(lines.join('')).not.toMatch(/canary|ada@example\.com/);
    expect(lines).toHaveLength(3);
  });
});
