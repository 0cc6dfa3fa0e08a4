import { isNotificationId } from '@postroom/domain';

/** Where a page ended, in a form that invites nobody to read it: it may change. */
export const cursorAfter = (id: string): string => Buffer.from(`1:${id}`).toString('base64url');

/** The id of the last item of the page before; undefined when the text is no cursor of ours. */
export const idBefore = (cursor: string): string | undefined => {
  const [version, id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(':');
  return version === '1' && isNotificationId(id) ? id : undefined;
};
