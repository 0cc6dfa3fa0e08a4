import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localeFault, tagsIssues, timeOf } from './request-fields.ts';

describe('a time of RFC 3339', () => {
  it.each([
    ['2026-05-03T10:14:00Z', '2026-05-03T10:14:00.000Z'],
    ['2026-05-03t10:14:00z', '2026-05-03T10:14:00.000Z'],
    ['2026-05-03T10:14:00.5Z', '2026-05-03T10:14:00.500Z'],
    ['2026-05-03T10:14:00.123456789Z', '2026-05-03T10:14:00.123Z'],
    ['2026-05-03T10:14:00+02:00', '2026-05-03T08:14:00.000Z'],
    ['2026-05-03T10:14:00-23:59', '2026-05-04T10:13:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.000Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
  ])('%s is %s', (text, moment) => {
    expect(timeOf(text)?.toISOString()).toBe(moment);
  });

  it.each([
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-13-10T00:00:00Z',
    '2026-05-00T00:00:00Z',
    '2026-05-03T24:00:00Z',
    '2026-05-03T10:60:00Z',
    '2026-05-03T10:14:61Z',
    '2026-05-03T10:14:00',
    '2026-05-03T10:14Z',
    '2026-05-03 10:14:00Z',
    '2026-05-03',
    '2026-05-03T10:14:00+24:00',
    '2026-05-03T10:14:00+0200',
    '2026-05-03T10:14:00.Z',
    '2026-05-03T10:14:00Z\n',
    ' 2026-05-03T10:14:00Z',
    '+02026-05-03T10:14:00Z',
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-00:01',
    'tomorrow',
    '',
    1_777_803_240_000,
    null,
    {},
  ])('%j is none', (text) => {
    expect(timeOf(text)).toBeUndefined();
  });

  it('is read back from what was written', () => {
    const moments = fc.date({
      min: new Date('0101-01-01T00:00:00.000Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(fc.property(moments, (at) => timeOf(at.toISOString())?.getTime() === at.getTime()));
  });
});

describe('a locale', () => {
  it.each([
    'en',
    'de',
    'pt-BR',
    'zh-Hant-TW',
    'gsw',
    'de-CH-1996',
    'en-US-u-hc-h12',
    'de-DE-u-co-phonebk',
    'en-x-twain',
  ])('%s is good', (locale) => {
    expect(localeFault(locale)).toBeUndefined();
  });

  it.each([
    '',
    'e',
    'english',
    'en_US',
    'en-',
    '-en',
    'en-U',
    'en-u',
    `en-${'x-'.repeat(40)}y`,
    'en\n',
    'e n',
    '../en',
    'dé',
  ])('%j is refused with an example', (locale) =>
    expect(localeFault(locale)).toMatch(/such as en or pt-BR/),
  );
});

describe('tags', () => {
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}`, 'x']));

  it.each([undefined, null, {}, { a: '' }, { 'A-b_9': 'x'.repeat(256) }, many(10)])(
    '%j are good',
    (tags) => expect(tagsIssues(tags)).toEqual([]),
  );

  it.each([
    ['x', ['tags'], 'invalid_type'],
    [7, ['tags'], 'invalid_type'],
    [['a'], ['tags'], 'invalid_type'],
    [many(11), ['tags'], 'too_long'],
    [{ a: 1 }, ['tags', 'a'], 'invalid_type'],
    [{ a: null }, ['tags', 'a'], 'invalid_type'],
    [{ a: 'x'.repeat(257) }, ['tags', 'a'], 'too_long'],
    [{ 'a b': 'x' }, ['tags', 'a b'], 'invalid_value'],
    [{ '': 'x' }, ['tags', ''], 'invalid_value'],
    [{ ['x'.repeat(65)]: 'x' }, ['tags', 'x'.repeat(65)], 'invalid_value'],
    [{ a: 'x\r\ny' }, ['tags', 'a'], 'invalid_value'],
    [{ a: 'x\u0000' }, ['tags', 'a'], 'invalid_value'],
    [{ a: 'x\u2028' }, ['tags', 'a'], 'invalid_value'],
    [{ a: '\udc00' }, ['tags', 'a'], 'invalid_value'],
  ])('%j have a fault at %j: %s', (tags, path, code) => {
    expect(tagsIssues(tags)).toMatchObject([{ path, code }]);
  });

  it('report every fault, also beside too many entries', () => {
    const issues = tagsIssues({ 'a b': 'x', c: 1, ...many(10) });
    expect(issues.map(({ path }) => path.join('/'))).toEqual(['tags', 'tags/a b', 'tags/c']);
  });
});
