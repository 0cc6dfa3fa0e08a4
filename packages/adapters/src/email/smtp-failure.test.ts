import { describe, expect, it } from 'vitest';
import type { Stage } from './smtp-dialogue.ts';
import { outcomeOfFailure, wasDeadConnection } from './smtp-failure.ts';

const failure = (message: string, fields: { readonly [key: string]: string } = {}) =>
  Object.assign(new Error(message), fields);

const stages: readonly Stage[] = ['connecting', 'envelope', 'body', 'handed'];

describe('a lost connection', () => {
  it('is ambiguous only after the message was handed over, whatever the driver says', () => {
    const lost = failure('Timeout', { code: 'ETIMEDOUT', command: 'CONN' });

    const outcomes = stages.map((stage) => outcomeOfFailure(lost, stage, []));

    expect(outcomes.map((o) => (o.outcome === 'rejected' ? o.kind : o.outcome))).toEqual([
      'unreachable',
      'transient',
      'transient',
      'ambiguous',
    ]);
  });

  it('is called by the code of the system beneath the driver', () => {
    const refused = failure('connect ECONNREFUSED 127.0.0.1:1', {
      code: 'ESOCKET',
      originalCode: 'ECONNREFUSED',
    });

    expect(outcomeOfFailure(refused, 'connecting', [])).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('over a certificate says how to trust it', () => {
    const untrusted = failure('self-signed certificate', {
      code: 'ESOCKET',
      originalCode: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });

    expect(outcomeOfFailure(untrusted, 'connecting', []).detail).toContain('TLS_CA_FILE');
  });

  it('is worth a second connection at once only before the message was asked for', () => {
    const lost = failure('closed', { code: 'ECONNECTION' });

    expect(stages.filter((stage) => wasDeadConnection(lost, stage))).toEqual(['envelope']);
    expect(wasDeadConnection(failure('x', { code: 'ETIMEDOUT' }), 'envelope')).toBe(false);
  });
});

describe('giving up', () => {
  it('spends no attempt unless the message may have arrived', () => {
    const aborted = failure('Message sending aborted', { code: 'EABORT' });

    const outcomes = stages.map((stage) => outcomeOfFailure(aborted, stage, []));

    expect(outcomes.map((o) => (o.outcome === 'rejected' ? o.kind : o.outcome))).toEqual([
      'unreachable',
      'unreachable',
      'unreachable',
      'ambiguous',
    ]);
  });
});

describe('a reply', () => {
  it('before there was a connection for the message is never about the message', () => {
    const greeting = failure('Invalid greeting', { response: '554 5.7.1 go away' });

    expect(outcomeOfFailure(greeting, 'connecting', [])).toMatchObject({ kind: 'unreachable' });
    expect(outcomeOfFailure(greeting, 'envelope', [])).toMatchObject({ kind: 'permanent' });
  });

  it('to a wrong password says what to check', () => {
    const login = failure('Invalid login', {
      code: 'EAUTH',
      response: '535 5.7.8 bad credentials',
    });

    expect(outcomeOfFailure(login, 'connecting', [])).toEqual({
      outcome: 'rejected',
      kind: 'unreachable',
      code: '535 5.7.8',
      detail: '535 5.7.8 bad credentials (check SMTP_USERNAME and SMTP_PASSWORD)',
    });
  });

  it('to the final dot that is neither yes nor no leaves it open', () => {
    const odd = failure('Message failed', { code: 'EMESSAGE', response: '354 go on' });

    expect(outcomeOfFailure(odd, 'handed', [])).toMatchObject({ outcome: 'ambiguous' });
  });
});

it('something that is no error is still an outcome', () => {
  expect(outcomeOfFailure('boom', 'handed', [])).toMatchObject({ outcome: 'ambiguous' });
  expect(outcomeOfFailure(undefined, 'connecting', [])).toMatchObject({ kind: 'unreachable' });
});

it('what the driver refuses to write is refused for good', () => {
  const refused = failure('Invalid recipient', { code: 'EENVELOPE', command: 'API' });

  expect(outcomeOfFailure(refused, 'envelope', [])).toMatchObject({ kind: 'permanent' });
});
