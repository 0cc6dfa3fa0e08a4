import { generateKeyPairSync } from 'node:crypto';
import type { Outcome } from '@postroom/domain';
import { afterEach, describe, expect, it } from 'vitest';
import { createSmtpProvider } from './smtp.ts';
import type { DkimKey } from './smtp-options.ts';
import { aMessage, underKey } from './testing/message.ts';
import {
  pipelining,
  type Script,
  type ScriptedSmtp,
  startScriptedSmtp,
} from './testing/scripted-smtp.ts';

const testKey = generateKeyPairSync('rsa', {
  modulusLength: 1024,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey;

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of opened.splice(0)) await part.close();
});

const serverWith = async (script: Script): Promise<ScriptedSmtp> => {
  const server = await startScriptedSmtp(script);
  opened.push({ close: server.stop });
  return server;
};

/** Milliseconds: short where silence is what is waited for, long where a slow machine must not look silent. */
const short = 400;
const long = 3_000;

const patient = { patienceMs: long };

interface Given {
  readonly dkim?: DkimKey;
  readonly patienceMs?: number;
}

const providerOf = (url: string, { patienceMs = short, ...more }: Given = {}) => {
  const provider = createSmtpProvider({
    url: `${url}?maxConnections=1`,
    connectTimeoutMs: patienceMs,
    silenceTimeoutMs: patienceMs,
    ...more,
  });
  opened.unshift(provider);
  return provider;
};

/** Longer than what the sockets of both sides hold together. */
const longText = 'All work and no play makes Ada write letters.\n'.repeat(400_000);

const sent = async (script: Script, text = 'Hello.') => {
  const server = await serverWith(script);
  const patienceMs = Object.values(script).includes('silence') ? short : long;
  const provider = providerOf(server.url, { patienceMs });
  const outcome = await provider.send(aMessage({ text }), underKey('k.0'));
  return { server, outcome };
};

const inShort = (outcome: Outcome): string =>
  outcome.outcome === 'rejected' ? `rejected ${outcome.kind}` : outcome.outcome;

describe('where the dialogue ends decides what became of the message', () => {
  const cases: readonly (readonly [string, Script, string])[] = [
    ['closes before its greeting', { connect: 'close' }, 'rejected unreachable'],
    ['resets before its greeting', { connect: 'reset' }, 'rejected unreachable'],
    ['never greets', { connect: 'silence' }, 'rejected unreachable'],
    ['greets with 554', { connect: '554 5.7.1 no service for you' }, 'rejected unreachable'],
    ['greets with 421', { connect: '421 4.3.2 going down' }, 'rejected unreachable'],
    ['closes after EHLO', { ehlo: 'close' }, 'rejected unreachable'],
    ['is silent after EHLO', { ehlo: 'silence' }, 'rejected unreachable'],
    ['closes after MAIL', { mail: 'close' }, 'rejected transient'],
    ['is silent after MAIL', { mail: 'silence' }, 'rejected transient'],
    ['closes after RCPT', { rcpt: 'close' }, 'rejected transient'],
    ['resets after RCPT', { rcpt: 'reset' }, 'rejected transient'],
    ['closes after DATA, before 354', { data: 'close' }, 'rejected transient'],
    ['is silent after DATA, before 354', { data: 'silence' }, 'rejected transient'],
    ['closes after the dot, without a reply', { dot: 'close' }, 'ambiguous'],
    ['resets after the dot, without a reply', { dot: 'reset' }, 'ambiguous'],
    ['is silent after the dot', { dot: 'silence' }, 'ambiguous'],
    ['refuses the dot for now', { dot: '451 4.3.0 try later' }, 'rejected transient'],
    ['refuses the dot for good', { dot: '554 5.6.0 no such thing' }, 'rejected permanent'],
    ['answers the dot with nonsense', { dot: '354 go on' }, 'ambiguous'],
    ['loses its 250 on the way', { dot: { cutOff: '' } }, 'ambiguous'],
    ['loses half of its 250 on the way', { dot: { cutOff: '250 2.0.0 O' } }, 'ambiguous'],
    ['loses the end of its 451 on the way', { dot: { cutOff: '451 4.3' } }, 'rejected transient'],
    ['accepts', {}, 'accepted'],
    [
      'takes commands at once and closes after RCPT',
      { ehlo: pipelining, rcpt: 'close' },
      'rejected transient',
    ],
    [
      'takes commands at once and closes after the dot',
      { ehlo: pipelining, dot: 'close' },
      'ambiguous',
    ],
    [
      'takes commands at once and refuses MAIL',
      { ehlo: pipelining, mail: '550 5.1.8 no' },
      'rejected permanent',
    ],
    ['takes commands at once and accepts', { ehlo: pipelining }, 'accepted'],
  ];

  it.each(cases)('a server that %s', async (_does, script, expected) => {
    const { outcome } = await sent(script);

    expect(inShort(outcome)).toBe(expected);
  });

  it.each(['close', 'reset', 'silence'] as const)(
    'a long message whose body was broken off (%s) was surely not accepted',
    async (end) => {
      const { outcome, server } = await sent({ 'mid-body': end }, longText);

      expect(inShort(outcome)).toBe('rejected transient');
      expect(server.bodies).toEqual([]);
    },
  );

  it('a refusal in the middle of the body is a refusal', async () => {
    const { outcome } = await sent({ 'mid-body': '552 5.3.4 too big' }, longText);

    expect(outcome).toMatchObject({ outcome: 'rejected', kind: 'permanent', code: '552 5.3.4' });
  });

  it('a signed message is followed as exactly, though signing reads it to its end beforehand', async () => {
    const dkim = { domain: 'sender.example', selector: 's1', privateKey: testKey };
    const beforeData = await serverWith({ rcpt: 'close' });
    const afterDot = await serverWith({ dot: 'close' });
    const accepting = await serverWith({});

    const outcomes = [];
    for (const { url } of [beforeData, afterDot, accepting]) {
      outcomes.push(
        inShort(
          await providerOf(url, { dkim, patienceMs: long }).send(aMessage(), underKey('k.0')),
        ),
      );
    }

    expect(outcomes).toEqual(['rejected transient', 'ambiguous', 'accepted']);
    expect(accepting.bodies[0]).toMatch(/^DKIM-Signature: /m);
  });
});

describe('a refused recipient', () => {
  it.each([
    ['one by one', {}],
    ['at once, and asks for the message all the same', { ehlo: pipelining }],
    ['at once', { ehlo: pipelining, data: '554 5.5.1 no valid recipients' }],
  ])('is refused with the reply to RCPT, commands taken %s', async (_how, script) => {
    const { outcome } = await sent({ ...script, rcpt: '550 5.1.1 <ada@example.com> unknown' });

    expect(outcome).toEqual({
      outcome: 'rejected',
      kind: 'permanent',
      code: '550 5.1.1',
      detail: '550 5.1.1 [address] unknown',
    });
  });
});

describe('addresses in another script', () => {
  const utf8 = '250-scripted\r\n250 SMTPUTF8';
  it.each([
    ['a domain has its ASCII form', 'ada@日本.example', {}, 'RCPT TO:<ada@xn--wgv71a.example>'],
    ['a local part has none', 'ädä@日本.example', { ehlo: utf8 }, 'RCPT TO:<ädä@日本.example>'],
  ])('%s', async (_what, to, script, asked) => {
    const server = await serverWith(script);
    const from = 'Bücher <post@bücher.example>';

    const outcome = await providerOf(server.url, patient).send(
      aMessage({ from, to }),
      underKey('k.0'),
    );

    const said = server.commands.map((line) => Buffer.from(line, 'latin1').toString());
    expect(inShort(outcome)).toBe('accepted');
    expect(said.filter((line) => /^(MAIL|RCPT)/.test(line))).toEqual([
      expect.stringMatching(/^MAIL FROM:<post@xn--bcher-kva\.example>/),
      asked,
    ]);
  });
});

describe('what the driver does by itself', () => {
  it('a message that was handed over is never sent again without being asked', async () => {
    const { server } = await sent({ dot: 'close' });

    expect(server.reached.filter((point) => point === 'dot')).toHaveLength(1);
  });

  it('a message that met a dead connection goes out over a new one', async () => {
    const server = await serverWith({});
    const provider = providerOf(server.url, patient);
    await provider.send(aMessage(), underKey('k.0'));

    server.failOnce({ mail: 'close' });
    const second = await provider.send(aMessage({ subject: 'second' }), underKey('k.1'));

    expect(inShort(second)).toBe('accepted');
    expect(server.reached.filter((point) => point === 'mail')).toHaveLength(3);
    expect(server.bodies).toHaveLength(2);
  });

  it('a connection that broke is replaced for the next message', async () => {
    const server = await serverWith({ dot: 'reset' });
    const provider = providerOf(server.url, patient);
    await provider.send(aMessage(), underKey('k.0'));

    server.follow({});

    expect(inShort(await provider.send(aMessage(), underKey('k.1')))).toBe('accepted');
  });
});

describe('giving up', () => {
  it('before the message was asked for spends nothing, after the dot it is ambiguous', async () => {
    const server = await serverWith({ rcpt: 'silence' });
    const early = new AbortController();
    const sendingEarly = providerOf(server.url).send(aMessage(), underKey('k.0', early.signal));
    await expect.poll(() => server.reached).toContain('rcpt');
    early.abort();

    server.follow({ dot: 'silence' });
    const late = new AbortController();
    const sendingLate = providerOf(server.url).send(aMessage(), underKey('k.1', late.signal));
    await expect.poll(() => server.reached).toContain('dot');
    late.abort();

    expect(await sendingEarly).toMatchObject({
      outcome: 'rejected',
      kind: 'unreachable',
      code: 'aborted',
    });
    expect(await sendingLate).toMatchObject({ outcome: 'ambiguous', code: 'aborted' });
  });

  it('a message still waiting for a free connection was surely not sent', async () => {
    const server = await serverWith({ dot: 'silence' });
    const provider = providerOf(server.url);
    const first = provider.send(aMessage(), underKey('k.0'));
    await expect.poll(() => server.reached).toContain('dot');

    const waiting = new AbortController();
    const second = provider.send(aMessage(), underKey('k.1', waiting.signal));
    waiting.abort();

    expect(await second).toMatchObject({
      outcome: 'rejected',
      kind: 'unreachable',
      code: 'aborted',
    });
    expect(inShort(await first)).toBe('ambiguous');
  });
});
