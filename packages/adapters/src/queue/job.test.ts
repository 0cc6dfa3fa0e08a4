import { expect, test } from 'vitest';
import { dataOf, parseJob } from './job.ts';
import { jobIdOf, lanePrefix, redisPlace } from './names.ts';

const job = { id: '01890a5d-ac96-774b-bcce-b302099a8057', dispatch: 2 };

test('a job comes back as it was put in, and carries nothing else', () => {
  const put = { ...job, recipient: 'ada@example.com' };

  expect(JSON.parse(JSON.stringify(dataOf(put)))).toEqual(job);
  expect(parseJob(dataOf(job))).toEqual(job);
});

test('what is no job is refused with every fault named', () => {
  expect(() => parseJob({ id: 'n_12', dispatch: 0 })).toThrow(/id: .*dispatch: /s);
  expect(() => parseJob(null)).toThrow('this is no job of Postroom');
});

test("a hand-over's id is the notification's id and the dispatch", () => {
  expect(jobIdOf(job)).toBe('01890a5d-ac96-774b-bcce-b302099a8057.2');
  expect(lanePrefix('postroom', 'bulk')).toBe('postroom:{bulk}');
});

test('a prefix can travel in the URL of Redis, and Redis never sees it', () => {
  expect(redisPlace('redis://:secret@localhost:6379/2?prefix=blue')).toEqual({
    url: 'redis://:secret@localhost:6379/2',
    prefix: 'blue',
  });
  expect(redisPlace('rediss://localhost:6379').prefix).toBeUndefined();
});
