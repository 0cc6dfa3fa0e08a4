/** A bound, so that many keys cannot fill the memory; the oldest goes first. */
const mostEntries = 10_000;

/**
 * Remembers what a lookup found, for `ttlMs` milliseconds: so long may a revoked key go on working.
 * What was not found is not remembered, so that a new key works at once.
 */
export const remember = <Found>(
  find: (id: string) => Promise<Found | undefined>,
  { ttlMs, nowMs }: { readonly ttlMs: number; nowMs(): number },
): ((id: string) => Promise<Found | undefined>) => {
  const entries = new Map<string, { readonly found: Found; readonly until: number }>();
  return async (id) => {
    const entry = entries.get(id);
    if (entry && nowMs() < entry.until) return entry.found;
    entries.delete(id);
    // The age counts from before the question: an answer may be old when it comes.
    const until = nowMs() + ttlMs;
    const found = await find(id);
    if (found === undefined) return undefined;
    for (const oldest of entries.keys()) {
      if (entries.size < mostEntries) break;
      entries.delete(oldest);
    }
    entries.set(id, { found, until });
    return found;
  };
};
