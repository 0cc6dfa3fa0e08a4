import { expect, test } from 'vitest';
import { bindingFindings } from './bindings.ts';

const exchanges = ['notification.events', 'user.events'];
const wanted = new Set(['user.registered', 'notification.requested']);
const bound = exchanges.flatMap((exchange) =>
  [...wanted].map((routingKey) => ({ exchange, queue: 'notification.ingest', routingKey })),
);
const general = {
  exchange: 'notification.events',
  queue: 'general_queue',
  routingKey: 'notification.#',
};
const look = (found: typeof bound) =>
  bindingFindings({ found, exchanges, wanted }).map(({ level, text }) => `${level} ${text}`);

test('bindings are right when the bridge hears what it listens to, and somebody hears us', () => {
  expect(look([...bound, general])).toEqual([
    'ok notification.ingest hears 2 events on notification.events, user.events, and nothing else',
  ]);
});

test('what is not bound is told for each exchange', () => {
  const found = bound.filter(
    ({ exchange, routingKey }) => exchange !== 'user.events' || routingKey !== 'user.registered',
  );

  expect(look([...found, general])).toEqual([
    expect.stringMatching(
      /^fail notification\.ingest is not bound to user\.events with user\.registered, .*start a bridge anew/,
    ),
  ]);
});

test('what is bound and not listened to is told, as is that nobody hears what goes out', () => {
  const strange = { ...general, queue: 'notification.ingest' };

  expect(look([...bound, strange])).toEqual([
    expect.stringMatching(
      /^warn notification\.ingest is bound to notification\.events with notification\.#, .*unbind it$/,
    ),
    expect.stringMatching(/^warn no queue but ours is bound to notification\.events: /),
  ]);
});
