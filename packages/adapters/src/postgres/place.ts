/** Where a database is, for people: never with a password. */
export interface DatabasePlace {
  /** `a:5432`, or several with commas. */
  readonly hosts: string;
  readonly database: string;
}

/** Reads what `URL` refuses too: several hosts, as in `postgres://user@a:1,b:2/name`. */
export const databasePlaceOf = (url: string): DatabasePlace => {
  const [, authority = '', path = ''] = /^[a-z]+:\/\/([^/?#]*)\/?([^?#]*)/.exec(url) ?? [];
  return { hosts: authority.slice(authority.lastIndexOf('@') + 1), database: path };
};
