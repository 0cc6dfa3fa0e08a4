import { channel } from 'node:diagnostics_channel';
import { describe, expect, it } from 'vitest';
import { watchHandOffs } from './resend-hand-off.ts';

/** Tells what Node's HTTP client tells, in its order. */
const tell = (...told: readonly (readonly [string, object])[]): void => {
  for (const [name, message] of told) channel(`undici:${name}`).publish(message);
};

const refused = new Error('connect ECONNREFUSED');

describe('a request without an answer', () => {
  const cases: readonly (readonly [string, (request: object) => void, Error | undefined])[] = [
    [
      'never written, failed by connecting: surely not handed over',
      (request) =>
        tell(
          ['request:create', { request }],
          ['client:connectError', { error: refused }],
          ['request:error', { request, error: refused }],
        ),
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

    const { connectFailure } = await observing.during(async () => happens({}));

    expect(connectFailure).toBe(expected);
    observing.stop();
  });
});

it('two calls at once are not mixed up', async () => {
  const observing = watchHandOffs();
  const fail = async () => {
    const request = {};
    await Promise.resolve();
    tell(
      ['request:create', { request }],
      ['client:connectError', { error: refused }],
      ['request:error', { request, error: refused }],
    );
  };
  const succeed = async () => {
    const request = {};
    tell(['request:create', { request }], ['client:sendHeaders', { request }]);
    await Promise.resolve();
    tell(['request:headers', { request, response: { statusCode: 200 } }]);
  };

  const [failed, succeeded] = await Promise.all([
    observing.during(fail),
    observing.during(succeed),
  ]);

  expect(failed).toMatchObject({ connectFailure: refused, status: undefined });
  expect(succeeded).toMatchObject({ connectFailure: undefined, status: 200 });
  observing.stop();
});
