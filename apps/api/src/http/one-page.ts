import type { HistoryItem } from '@postroom/application';
import { cursorAfter } from './cursor.ts';

/** Reads one more than asked for, which tells whether there is another page. */
export const onePage = async (
  limit: number,
  read: (limit: number) => Promise<readonly HistoryItem[]>,
): Promise<{ readonly items: readonly HistoryItem[]; readonly next_cursor: string | null }> => {
  const found = await read(limit + 1);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const isMore = found.length > limit && last !== undefined;
  return { items, next_cursor: isMore ? cursorAfter(last.notification.id) : null };
};
