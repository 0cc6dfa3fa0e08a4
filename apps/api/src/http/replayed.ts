/** Marks an answer that was given before. */
export const replayedIf = (replayed: boolean): Readonly<Record<string, string>> =>
  replayed ? { 'Idempotent-Replayed': 'true' } : {};
