import {
  liveOnes,
  type Roster,
  type StateName,
  witnessesOf,
  workersOf,
} from '@postroom/application';
import { queueNames } from '@postroom/domain';
import { probe } from '@postroom/runtime';
import type { AskPart } from './parts.ts';
import type { HealthPart } from './report.ts';

/** Who is at work; one read serves every part of a report. */
export type AskRoster = () => Promise<Roster>;

/** The relay, and the workers of each lane, by their heartbeats. */
export const roleParts = (roster: AskRoster): readonly AskPart[] => [
  countPart('relay', roster, (found) => liveOnes(found, 'relay').length),
  ...queueNames.map((queue) =>
    countPart(`workers_${queue}`, roster, (found) => workersOf(found, queue).length),
  ),
];

const countPart =
  (name: string, roster: AskRoster, count: (found: Roster) => number): AskPart =>
  async () => {
    let live = 0;
    const asked = await probe(name, async () => {
      live = count(await roster());
    });
    if (asked.status === 'down') return asked;
    return live > 0
      ? { ...asked, detail: `${live} at work` }
      : { ...asked, status: 'down', detail: 'none is at work' };
  };

/** What is there but does not do its work, as those say who use it. */
export const asSeenBy =
  (
    ask: AskPart,
    roster: AskRoster,
    {
      name,
      states,
    }: { readonly name: StateName; readonly states: Readonly<Record<string, string>> },
  ): AskPart =>
  async () => {
    // A roster that cannot be read is told by the parts that are about it.
    const [part, found] = await Promise.all([ask(), roster().catch(() => undefined)]);
    if (part.status !== 'up' || !found) return part;
    const told = Object.entries(states).find(
      ([state]) => witnessesOf(found, name, state).length > 0,
    );
    const degraded: HealthPart = { ...part, status: 'degraded', detail: told?.[1] ?? '' };
    return told ? degraded : part;
  };
