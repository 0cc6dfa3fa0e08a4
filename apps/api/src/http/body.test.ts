import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { welcome } from '../testing/bodies.ts';
import { createTestApi } from '../testing/test-api.ts';

const send = '/notifications/send';
const open = () => createTestApi({ auth: 'off' });

test.each(['', '{', '[1,', 'nope', '{"a":1}x', '{"a":\u0001}', "{'a':1}"])(
  'the text %j is not JSON',
  async (rawBody) => {
    const answer = await open().call(send, { rawBody });

    expect(answer.status).toBe(400);
    expect(answer.json.code).toBe('malformed_json');
  },
);

test('a body that is not UTF-8 is refused', async () => {
  const answer = await open().call(send, { rawBody: new Uint8Array([0x22, 0xff, 0x22]) });

  expect(answer.status).toBe(400);
});

test('what is wrong with a body is told without repeating it', async () => {
  const answer = await open().call(send, { rawBody: '{"token":"s3cret" "x"}' });

  expect(answer.status).toBe(400);
  expect(answer.text).not.toContain('s3cret');
});

test.each([
  [{ 'content-type': 'text/plain' }],
  [{ 'content-type': '' }],
  [{ 'content-type': 'application/x-www-form-urlencoded' }],
  [{ 'content-type': 'application/json; charset=latin1' }],
  [{ 'content-encoding': 'br' }],
])('a body with %j is refused', async (headers) => {
  const answer = await open().call(send, { body: welcome(), headers });

  expect(answer.status).toBe(415);
  expect(answer.json.code).toBe('unsupported_media_type');
});

test('a charset may be named', async () => {
  const headers = { 'content-type': 'Application/JSON; Charset="UTF-8"' };

  expect((await open().call(send, { body: welcome(), headers })).status).toBe(202);
});

test('a compressed body is refused and never unpacked', async () => {
  const rawBody = new Uint8Array(gzipSync(Buffer.alloc(50 * 1024 * 1024, 0x20)));

  const answer = await open().call(send, { rawBody, headers: { 'content-encoding': 'gzip' } });

  expect(answer.status).toBe(415);
});

test('a body over 256 KiB is refused, a smaller one is looked at', async () => {
  const ofBytes = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2));

  expect((await open().call(send, { rawBody: ofBytes(256 * 1024) })).status).toBe(422);
  expect((await open().call(send, { rawBody: ofBytes(256 * 1024 + 1) })).status).toBe(413);
});

test('bytes are counted, whatever length was declared, and no more are read than needed', async () => {
  let pulled = 0;
  const rawBody = new ReadableStream({
    pull(controller) {
      pulled += 1;
      if (pulled > 100) controller.close();
      else controller.enqueue(new Uint8Array(64 * 1024).fill(0x20));
    },
  });

  const answer = await open().call(send, { rawBody, headers: { 'content-length': '10' } });

  expect(answer.status).toBe(413);
  expect(pulled).toBeLessThan(10);
});

test.each(['[', '{"a":'])('20 levels of %s are the deepest', async (opening) => {
  const nested = (levels: number): string =>
    `${opening.repeat(levels)}1${(opening === '[' ? ']' : '}').repeat(levels)}`;

  expect((await open().call(send, { rawBody: nested(20) })).status).toBe(422);
  const tooDeep = await open().call(send, { rawBody: nested(21) });
  expect(tooDeep.status).toBe(400);
  expect(tooDeep.json.code).toBe('body_too_deep');
  expect((await open().call(send, { rawBody: nested(40_000) })).status).toBe(400);
});

test('names that reach for prototypes are ordinary, unknown names', async () => {
  const api = open();
  const rawBody = `{"notification_type":"welcome","recipient_email":"a@example.com",
    "__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},
    "template_vars":{"username":"Ada","__proto__":{"isAdmin":true}},
    "tags":{"__proto__":"x"}}`;

  const answer = await api.call(send, { rawBody });

  expect(answer.status).toBe(422);
  const places = answer.json.errors.map((each: { pointer: string }) => each.pointer);
  expect(places).toContain('#/__proto__');
  expect(places).toContain('#/constructor');
  expect(places).toContain('#/template_vars/__proto__');
  expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
});

test.each(['a\u0000b', 'a\ud800b'])(
  'the text %j, which no database keeps, is refused',
  async (text) => {
    const answer = await open().call(send, { body: welcome({ tags: { a: text, [text]: 'b' } }) });

    expect(answer.status).toBe(422);
    const places = answer.json.errors.map((each: { pointer: string }) => each.pointer);
    expect(places[0]).toBe('#/tags/a');
    expect(places).toHaveLength(2);
  },
);

test('a body of very many names or entries is refused quickly', async () => {
  const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`n${i}`, i]));

  const names = await open().call(send, { body: { ...welcome(), tags: many } });
  const entries = await open().call(send, { body: { ...welcome(), tags: Array(5_000).fill(1) } });

  expect(names.json.errors).toHaveLength(1);
  expect(names.json.errors[0]).toMatchObject({ pointer: '#/tags', code: 'too_long' });
  expect(entries.json.errors[0]).toMatchObject({ pointer: '#/tags', code: 'too_long' });
});
