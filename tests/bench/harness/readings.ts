import type { Row } from '../measurement.ts';
import { histogramOf, quantilesOf } from '../statistics.ts';
import { openCaller } from './caller.ts';
import { benchKey, type World } from './world.ts';

const askedEach = 200;
/** A question that is answered slowly is asked less often. */
const longestMs = 10_000;
/** Not counted: connections are opened and statements prepared. */
const warmUp = 20;

/** Milliseconds of what people read, one request at a time, each about another person or notification. */
export const readings = async (world: World, where: string): Promise<readonly Row[]> => {
  const ids = await world.sql<{ id: string }[]>`
    select id from notifications where user_id = any(${people.map((n) => `user-${n}`)})
    order by md5(id::text) limit ${people.length}`;
  if (ids.length === 0) throw new Error('there is nothing to read');
  const idAt = (n: number): string => ids[n % ids.length]?.id ?? '';
  const questions = {
    'history of a user': (n: number) => `/notifications/history/user-${n + 1}`,
    'one notification': (n: number) => `/notifications/${idAt(n)}`,
    'newest of all': () => '/notifications?limit=50',
    'of a recipient': (n: number) => `/notifications?recipient_email=user${n + 1}@example.com`,
    'that failed': () => '/notifications?status=failed',
    'with a tag that none of the newest has': () => '/notifications?tag=campaign:spring',
  };
  const caller = await openCaller(world.apiUrl, benchKey);
  const rows: Row[] = [];
  for (const [what, pathOf] of Object.entries(questions)) {
    const waited: number[] = [];
    const endsAt = performance.now() + longestMs;
    for (const n of people) {
      if (performance.now() > endsAt && waited.length > 2 * warmUp) break;
      const from = performance.now();
      const { status, body } = await caller.get(pathOf(n));
      if (status !== 200) throw new Error(`${what}: ${status} ${body}`);
      waited.push(performance.now() - from);
    }
    const counted = waited.slice(warmUp);
    rows.push({
      what: `${what}, ${where}`,
      figures: { ...quantilesOf(counted) },
      histogram: histogramOf(counted),
    });
  }
  caller.close();
  return rows;
};

const people = Array.from({ length: warmUp + askedEach }, (_, n) => n);
