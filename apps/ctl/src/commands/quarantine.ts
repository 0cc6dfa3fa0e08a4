import type { Arguments } from '../arguments.ts';
import { by, type CtlContext } from '../context.ts';
import { UsageError } from '../usage.ts';

/** Rows in one list; released ones make room for the next. */
const shown = 100;

export const listQuarantine = async ({ quarantine, say }: CtlContext) => {
  const rows = await quarantine.list(shown);
  if (rows.length === 0) say('nothing is in quarantine');
  for (const { id, destination, eventType, notificationId, reason, since } of rows) {
    const what = [destination, eventType ?? 'job', notificationId ?? '-'].join('  ');
    say(`${id}  ${since.toISOString()}  ${what}  ${reason}`);
  }
  if (rows.length === shown) say(`these are the oldest ${shown}; there may be more`);
};

export const releaseFromQuarantine = async (
  { quarantine, say }: CtlContext,
  { positionals }: Arguments,
) => {
  const isAll = positionals.length === 1 && positionals[0] === 'all';
  if (positionals.length === 0) throw new UsageError('name rows by id (quarantine list), or all');
  const wrong = isAll ? undefined : positionals.find((word) => !/^[1-9][0-9]{0,17}$/.test(word));
  if (wrong !== undefined)
    throw new UsageError(`${wrong} is not the id of a row; see quarantine list`);

  const ids = isAll ? ('all' as const) : [...new Set(positionals)];
  const released = await quarantine.release(ids, by);

  say(`${released} released: the relay takes them at once`);
  const missed = ids === 'all' ? 0 : ids.length - released;
  if (missed > 0) throw new Error(`${missed} are not in quarantine; see quarantine list`);
};
