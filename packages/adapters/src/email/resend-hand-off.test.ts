import { channel } from 'node:diagnostics_channel';
import { describe, expect, it } from 'vitest';
import { watchHandOffs } from './resend-hand-off.ts';

/** Tells what Node's HTTP client tells, in its order. */
const tell = (...told: readonly (readonly [string, object])[]): void => {
  for (const [name, message] of told) channel(`undici:${name}`).publish(message);
};

const refused = new Error('connect ECONNREFUSED');

const requestUnder = (key: string) => ({
  headers: ['content-type', 'application/json', 'Idempotency-Key', key],
});

/** What is told of a request for which no connection could be made. */
const tellRefused = (request: object): void =>
  tell(
    ['request:create', { request }],
    ['client:connectError', { error: refused }],
    ['request:error', { request, error: refused }],
  );

describe('a request without an answer', () => {
  const cases: readonly (readonly [string, (request: object) => void, Error | undefined])[] = [
    [
      'never written, failed by connecting: surely not handed over',
      (request) => tellRefused(request),
      refused,
    ],
    [
      'written, then failed by a reconnect: perhaps handed over',
      (request) =>
        tell(
          ['request:create', { request }],
          ['client:sendHeaders', { request }],
          ['client:connectError', { error: refused }],
          ['request:error', { request, error: refused }],
        ),
      undefined,
    ],
    [
      'failed by something else than connecting: perhaps handed over',
      (request) =>
        tell(
          ['request:create', { request }],
          ['request:error', { request, error: new Error('other side closed') }],
        ),
      undefined,
    ],
    [
      'of somebody else: nothing is known of ours',
      (request) =>
        tell(
          ['client:connectError', { error: refused }],
          ['request:error', { request, error: refused }],
        ),
      undefined,
    ],
    ['nobody tells about: perhaps handed over', () => {}, undefined],
  ];

  it.each(cases)('%s', async (_what, happens, expected) => {
    const observing = watchHandOffs();

    const { connectFailure } = await observing.during('k-1', async () =>
      happens(requestUnder('k-1')),
    );

    expect(connectFailure).toBe(expected);
    observing.stop();
  });
});

it('two calls at once are not mixed up', async () => {
  const observing = watchHandOffs();
  const fail = async () => {
    await Promise.resolve();
    tellRefused(requestUnder('k-1'));
  };
  const succeed = async () => {
    const request = requestUnder('k-2');
    tell(['request:create', { request }], ['client:sendHeaders', { request }]);
    await Promise.resolve();
    tell(['request:headers', { request, response: { statusCode: 200 } }]);
  };

  const [failed, succeeded] = await Promise.all([
    observing.during('k-1', fail),
    observing.during('k-2', succeed),
  ]);

  expect(failed).toMatchObject({ connectFailure: refused, status: undefined });
  expect(succeeded).toMatchObject({ connectFailure: undefined, status: 200 });
  observing.stop();
});

it('of two calls under one key the first learns nothing, and the second what is true', async () => {
  const observing = watchHandOffs();
  let open: () => void = () => undefined;
  const both = new Promise<void>((resolve) => {
    open = resolve;
  });
  const fail = async () => {
    await both;
    tellRefused(requestUnder('k-1'));
  };
  const write = async () => {
    const request = requestUnder('k-1');
    tell(['request:create', { request }], ['client:sendHeaders', { request }]);
    open();
    await Promise.resolve();
  };

  const [failed, written] = await Promise.all([
    observing.during('k-1', fail),
    observing.during('k-1', write),
  ]);

  expect(failed.connectFailure).toBeUndefined();
  expect(written.connectFailure).toBeUndefined();
  observing.stop();
});
