import { idempotencyOwner } from '../auth/principal.ts';
import { invalid } from '../problem/problem-error.ts';
import { canonicalHash } from './canonical-json.ts';
import type { ApiRequest } from './endpoint.ts';

/** The header's key, 1 to 255 visible characters, quoted (RFC 9651) or bare; null when there is none. */
export const readIdempotencyKey = (c: ApiRequest): string | null => {
  const header = c.req.header('idempotency-key');
  if (header === undefined) return null;
  const key = unquoted(header.trim());
  if (key !== undefined && isIdempotencyKey(key)) return key;
  throw invalid([{ header: 'Idempotency-Key', code: 'invalid_value', detail: expectation }]);
};

/** What an accepted submission is remembered by: the caller, the route, the key and the body. */
export const idempotencyOf = (
  c: ApiRequest,
  { key, body }: { readonly key: string; readonly body: unknown },
) => ({
  principal: idempotencyOwner(c.get('principal')),
  route: `${c.req.method} ${c.get('route')}`,
  key,
  bodyHash: canonicalHash(body),
});

/** For routes about one notification: what was asked of it counts as the body. */
export const operationKey = (c: ApiRequest, asked: unknown) => {
  const key = readIdempotencyKey(c);
  return key === null ? undefined : idempotencyOf(c, { key, body: asked });
};

/** The key of an item in a batch: another name space than that of whole batches. */
export const itemKeyOf = (
  c: ApiRequest,
  { key, body }: { readonly key: string; readonly body: unknown },
) => ({ ...idempotencyOf(c, { key, body }), route: `${c.req.method} ${c.get('route')} item` });

/** What is wrong with a key that stands in a body. */
export const idempotencyKeyFault = (key: string): string | undefined =>
  isIdempotencyKey(key) ? undefined : 'must be 1 to 255 printable ASCII characters';

const expectation = 'must be 1 to 255 printable ASCII characters, quoted or bare';

const isIdempotencyKey = (text: string): boolean => /^[\x20-\x7e]{1,255}$/.test(text);

const unquoted = (text: string): string | undefined => {
  if (!text.startsWith('"')) return text;
  if (!/^"(?:[^"\\]|\\["\\])*"$/.test(text)) return undefined;
  return text.slice(1, -1).replaceAll(/\\(["\\])/g, '$1');
};
