import { expect, test } from 'vitest';
import { tableOf } from './table.ts';

test('columns of the table stand under one another', () => {
  const rows = [
    { name: 'API', url: 'http://127.0.0.1:8001', note: 'hand in here' },
    { name: 'Inbox', url: 'http://127.0.0.1:8025', note: '' },
  ];

  expect(tableOf(rows).split('\n')).toEqual([
    '  API    http://127.0.0.1:8001  hand in here',
    '  Inbox  http://127.0.0.1:8025',
  ]);
});
