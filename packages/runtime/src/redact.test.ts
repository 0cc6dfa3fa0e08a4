import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { censorText, redact } from './redact.ts';

const canary = 'canary-4711';

describe('redaction by key', () => {
  test.each([
    'authorization',
    'Set-Cookie',
    'password',
    'smtpPassword',
    'resend_api_key',
    'verify_token',
    'resetLink',
    'template_vars',
    'variables',
    'recipient_email',
    'to',
    'html',
  ])('hides %s at any depth', (key) => {
    const text = JSON.stringify(redact({ [key]: canary, a: [{ b: { [key]: { c: canary } } }] }));

    expect(text).not.toContain(canary);
    expect(text).toContain('[redacted]');
  });

  test('keeps what is needed to follow a notification', () => {
    const fields = {
      event: 'relay.pumped',
      rows: 3,
      queue: 'critical',
      notification_id: 'n_12',
      at: new Date(0),
      none: null,
    };

    expect(redact(fields)).toEqual(fields);
  });

  test('describes an error without the properties that drivers hang on it', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const error = Object.assign(
      new Error(`Failed query: insert into t values ($1)\nparams: ${canary},${canary}`, { cause }),
      { query: canary, parameters: [canary] },
    );

    const { err } = redact({ err: error });

    expect(err).toMatchObject({ type: 'Error', cause: { code: 'ECONNREFUSED' } });
    expect(JSON.stringify(err)).not.toContain(canary);
    expect(JSON.stringify(err)).toContain('Failed query: insert into t');
  });

  test('shows the size of bytes, not the bytes', () => {
    expect(redact({ message: Buffer.from('abc') })).toEqual({ message: '[3 bytes]' });
  });

  test('ends with whatever it is given', () => {
    const circular: Record<string, unknown> = { name: 'a' };
    circular.self = circular;
    const error = new Error('a');
    error.cause = error;

    expect(() => JSON.stringify(redact({ circular, error }))).not.toThrow();
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.anything({ maxDepth: 8 })), (fields) => {
        redact(fields);
      }),
    );
  });
});

describe('censoring by shape', () => {
  test.each([
    [
      'connect postgres://user:s3cret@db:5432/postroom',
      'connect postgres://[redacted]@db:5432/postroom',
    ],
    ['550 5.1.1 <ada@example.com> unknown', '550 5.1.1 <[redacted]> unknown'],
    ['key pr_live_abcdefghijk is revoked', 'key pr_live_[redacted] is revoked'],
    ['Bearer abcdefgh.ijkl', 'Bearer [redacted]'],
  ])('%s', (text, censored) => {
    expect(censorText(text)).toBe(censored);
  });

  test('leaves paths of packages alone, so that stacks stay readable', () => {
    const frame =
      'at run (node_modules/.pnpm/hono@4.13.19/node_modules/@hono/node-server/index.js)';

    expect(censorText(frame)).toBe(frame);
  });

  test('keeps a line of JSON valid', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '@', '.', '"', '\\', ':', '/', 'c', 'o') }),
        (text) => {
          expect(() => JSON.parse(censorText(JSON.stringify({ msg: text })))).not.toThrow();
        },
      ),
      { numRuns: 500 },
    );
  });

  test('takes time that grows with the text, not with its square', () => {
    const hostile = `${'a'.repeat(200_000)}@${'b.'.repeat(100_000)}`;
    const startedAt = performance.now();

    censorText(hostile);

    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
