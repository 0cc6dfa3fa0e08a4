import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { currency, decimal, link, multiline, text, timestamp } from './fields.ts';
import { objectSchema } from './variables.ts';

const order = objectSchema({
  username: text(10),
  note: multiline(20).optional(),
  reset_link: link().optional().meta({ sensitive: true }),
  total: decimal().optional(),
  currency: currency().optional(),
  at: timestamp().optional(),
  items: z
    .array(z.strictObject({ name: text(5), quantity: z.int().min(1) }))
    .min(1)
    .max(3)
    .optional(),
});

const faults = (input: unknown, unknown: 'refuse' | 'ignore' = 'refuse') => {
  const checked = order.check(input, unknown);
  return checked.ok ? [] : checked.issues.map(({ path, code }) => [path.join('.'), code]);
};

const detailOf = (input: unknown): string => {
  const checked = order.check(input, 'refuse');
  return checked.ok ? '' : (checked.issues[0]?.detail ?? '');
};

describe('an object schema', () => {
  test('reports every fault at once, with the contract’s codes', () => {
    const input = {
      note: 'x'.repeat(21),
      reset_link: 'javascript:alert(1)',
      total: 19.9,
      currency: 'euro',
      at: '2026-02-30T10:00:00Z',
      items: [{ name: '', quantity: 1.5, colour: 'red' }, { quantity: 0 }],
      nonsense: true,
    };

    expect(faults(input)).toEqual([
      ['username', 'required'],
      ['note', 'too_long'],
      ['reset_link', 'invalid_value'],
      ['total', 'invalid_type'],
      ['currency', 'invalid_value'],
      ['at', 'invalid_value'],
      ['items.0.name', 'too_short'],
      ['items.0.quantity', 'invalid_type'],
      ['items.0.colour', 'unknown_field'],
      ['items.1.name', 'required'],
      ['items.1.quantity', 'invalid_value'],
      ['nonsense', 'unknown_field'],
    ]);
  });

  test('suggests the field that a misspelt one meant', () => {
    const checked = order.check({ usrname: 'Ada' }, 'refuse');

    expect(checked).toEqual({
      ok: false,
      issues: [
        { path: ['username'], code: 'required', detail: 'is required' },
        {
          path: ['usrname'],
          code: 'unknown_field',
          detail: 'is not known; did you mean username?',
        },
      ],
    });
  });

  test('names what is known when nothing comes near', () => {
    expect(detailOf({ username: 'Ada', zzzz: 1 })).toContain('known are username, note');
  });

  test('says in a sentence what was expected', () => {
    expect(detailOf({ username: 7 })).toBe('must be a string, not a number');
    expect(detailOf({ username: null })).toBe('must be a string, not null');
    expect(detailOf({ username: 'x'.repeat(11) })).toBe('must have at most 10 characters');
    expect(detailOf({ username: 'a', items: [] })).toBe('must have at least 1 entry');
    expect(detailOf({ username: 'a', total: '1,50' })).toContain('such as "19.90"');
    expect(detailOf({ username: 'a', items: [{ name: 'x', quantity: 1.5 }] })).toBe(
      'must be a whole number',
    );
  });

  test.each([[[]], [null], [undefined], ['text'], [7]])(
    'refuses %j, which is no object',
    (input) => {
      expect(faults(input)).toEqual([['', 'invalid_type']]);
    },
  );

  test('drops unknown fields at every depth when told to, and only those', () => {
    const input = { username: 'Ada', extra: 1, items: [{ name: 'pen', quantity: 1, sku: 'x' }] };

    expect(order.check(input, 'ignore')).toEqual({
      ok: true,
      value: { username: 'Ada', items: [{ name: 'pen', quantity: 1 }] },
    });
    expect(faults({ extra: 1, username: '' }, 'ignore')).toEqual([['username', 'too_short']]);
    expect(input.extra).toBe(1);
  });

  test('knows its names and which of them are secret, optional or not', () => {
    expect(order.names).toContain('items');
    expect(order.sensitive).toEqual(['reset_link']);
    const secret = objectSchema({ token: text(9).meta({ sensitive: true }).optional() });
    expect(secret.sensitive).toEqual(['token']);
  });

  test('describes itself as JSON Schema that refuses the unknown', () => {
    expect(order.jsonSchema()).toMatchObject({
      type: 'object',
      required: ['username'],
      additionalProperties: false,
      properties: {
        username: { type: 'string', minLength: 1, maxLength: 10 },
        reset_link: { 'x-sensitive': true },
        items: { maxItems: 3, items: { additionalProperties: false } },
      },
    });
  });

  test('leaves prototypes alone, whatever keys arrive', () => {
    const input = JSON.parse(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"username":"Ada"}',
    );

    expect(faults(input)).toEqual([
      ['__proto__', 'unknown_field'],
      ['constructor', 'unknown_field'],
    ]);
    expect(order.check(input, 'ignore')).toEqual({ ok: true, value: { username: 'Ada' } });
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test('never repeats a value in a detail', () => {
    const canary = fc.string({ minLength: 8 }).map((value) => `canary${value}`);
    fc.assert(
      fc.property(canary, (value) => {
        const input = { username: value.repeat(5), reset_link: value, total: value, at: [value] };
        const checked = order.check(input, 'refuse');
        expect(JSON.stringify(checked)).not.toContain('canary');
      }),
    );
  });
});

describe('a field', () => {
  test.each(['\0', '\r', '\n', '\t', '\u0085', '\u2028', '\u2029', '\ud800'])(
    'of text refuses %j',
    (character) => {
      expect(faults({ username: `a${character}b` })).toEqual([['username', 'invalid_value']]);
    },
  );

  test('of several lines allows line feeds and no other control character', () => {
    expect(faults({ username: 'a', note: 'one\ntwo' })).toEqual([]);
    expect(faults({ username: 'a', note: 'one\r\ntwo' })).toEqual([['note', 'invalid_value']]);
  });

  test('of text refuses what nobody would see', () => {
    expect(faults({ username: ' \u200b ' })).toEqual([['username', 'invalid_value']]);
  });

  test.each(['0', '19.90', '9999999999.9999'])('of a decimal takes %s', (total) => {
    expect(faults({ username: 'a', total })).toEqual([]);
  });

  test.each(['-1', '1e5', '01', '.5', '1.', '1,5', '10000000000', 'NaN', ' 1'])(
    'of a decimal refuses %j',
    (total) => {
      expect(faults({ username: 'a', total })).toEqual([['total', 'invalid_value']]);
    },
  );

  test.each(['2026-05-03T10:14:00Z', '2026-05-03T10:14:00.123456+02:00', '2026-05-03T10:14'])(
    'of a moment takes %s',
    (at) => {
      expect(faults({ username: 'a', at })).toEqual([]);
    },
  );
});
