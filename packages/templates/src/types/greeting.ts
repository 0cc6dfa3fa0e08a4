/** The first line of a mail; people whose name is not known are greeted all the same. */
export const greeting = (username: string | undefined): string =>
  username === undefined ? 'Hello,' : `Hello ${username},`;
