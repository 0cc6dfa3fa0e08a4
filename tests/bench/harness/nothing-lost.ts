import { until } from '../../support/until.ts';
import { sum } from '../statistics.ts';
import type { World } from './world.ts';

interface HandedIn {
  readonly expected: number;
  /** When the first of them was handed in; only what came later is looked at. */
  readonly since: Date;
  /** How many have been sent; by default those of Postroom. */
  readonly sent?: (() => Promise<number>) | undefined;
  /** How long the last may take; two minutes. */
  readonly deadlineMs?: number;
  /** Told how far it is every ten seconds. */
  say?(progress: string): void;
}

const sayEveryMs = 10_000;

/**
 * Waits until every notification is sent, every event confirmed and nothing left in the outbox, and
 * takes the events out.
 * @throws Error when some never come, or were told of more than once.
 */
export const nothingLost = async (world: World, handedIn: HandedIn): Promise<void> => {
  const { expected, since, deadlineMs = 120_000 } = handedIn;
  let saidAt = performance.now();
  const hasAll = async (): Promise<boolean> => {
    const count = await world.events.count();
    if (performance.now() > saidAt + sayEveryMs) {
      handedIn.say?.(`${count} of ${expected} have ended`);
      saidAt = performance.now();
    }
    return count >= expected;
  };
  await until(`${expected} events`, hasAll, deadlineMs);
  await until('an empty outbox', async () => (await world.sql`select from outbox`).count === 0);
  const sent = await (handedIn.sent ?? (() => sentSince(world, since)))();
  const told = await world.events.take(expected);
  const events = sum(told.values()) + (await world.events.count());
  const faults = [
    ...(sent === expected ? [] : [`${sent} of ${expected} are sent`]),
    ...(told.size === expected ? [] : [`${told.size} of ${expected} were told of`]),
    ...(events === expected ? [] : [`${events} events came`]),
  ];
  if (faults.length > 0) throw new Error(faults.join('; '));
};

/** Ids begin with their time, and one clock serves all of this machine. */
const sentSince = async ({ sql }: World, since: Date): Promise<number> => {
  const [row] = await sql<{ sent: number }[]>`
    select count(*)::int as sent from notifications
    where id >= postroom_first_id(${since}) and status = 'sent'`;
  return row?.sent ?? 0;
};
