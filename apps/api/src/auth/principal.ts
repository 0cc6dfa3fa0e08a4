export const scopes = ['send', 'read', 'preferences', 'admin'] as const;

export type Scope = (typeof scopes)[number];

/** Whoever a request comes from: a service with a key, or a user with a token. */
export interface Principal {
  /** The key's name: what it hands in carries it, and what others handed in it does not see. */
  readonly source: string;
  readonly scopes: readonly Scope[];
  /** Walks the whole path, but nothing leaves. */
  readonly test: boolean;
  /** Of a user's own token: they reach what is theirs, and nothing else. */
  readonly userId?: string;
  /** Of an API key. */
  readonly keyId?: string;
}

/** Everybody when authentication is off. */
export const anybody: Principal = { source: 'http', scopes, test: false };

/** `admin` includes every other scope. */
export const isAllowed = (principal: Principal, scope: Scope): boolean =>
  principal.scopes.includes(scope) || principal.scopes.includes('admin');

/** The source whose notifications may be seen; null: everybody's. Users see only their own, from all sources. */
export const visibleSource = (principal: Principal): string | null =>
  principal.scopes.includes('admin') || principal.userId !== undefined ? null : principal.source;

/** Ends the sentences that people read about what was done to a notification. */
export const spokenName = ({ source }: Principal): string => `${source} over the API`;

/** Whose idempotency keys these are: a test key must never be answered with what a live one did. */
export const idempotencyOwner = ({ source, test }: Principal): string =>
  `${test ? 'test' : 'live'}:${source}`;
