import type { Sql } from '@postroom/adapters/postgres';
import { type Log, type Stopper, startLoop } from '@postroom/runtime';
import { tellOutage } from '../tell-outage.ts';
import { choresOn, type Retention } from './chores.ts';
import { createHousekeeper } from './housekeeper.ts';

/** Milliseconds; ages are counted in hours, so a minute more does not matter. */
const idleDelayMs = 60_000;
/** Milliseconds between portions while there is more: deleting competes with sending. */
const busyDelayMs = 200;

/** Keeps house until the relay stops. */
export const startHousekeeping = ({
  sql,
  retention,
  onDone,
  log,
  stopper,
}: {
  readonly sql: Sql;
  readonly retention: Retention;
  onDone(chore: string, rows: number): void;
  readonly log: Log;
  readonly stopper: Stopper;
}): void => {
  const keeper = createHousekeeper({ chores: choresOn(sql, retention), onDone });
  const loop = startLoop({
    name: 'housekeeping',
    ...tellOutage(log, 'housekeeping', (stopping: AbortSignal) => keeper.runOnce(stopping)),
    idleDelayMs,
    busyDelayMs,
    errorDelayCapMs: idleDelayMs,
  });
  stopper.add('housekeeping', () => loop.stop());
};
