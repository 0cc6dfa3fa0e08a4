/** What a process calls the world with, from its start to its death. */
export interface Life {
  readonly isDead: boolean;
  /** Waits until the schedule lets this call go; for ever when the process dies before. */
  pass(call: string): Promise<Word>;
}

/**
 * What becomes of a mail that is handed over. `arrived`: accepted, and the answer is lost. `lost`:
 * neither the mail nor an answer arrives. `slow`: accepted at once, and the answer takes its time.
 */
export type Word =
  | 'accepted'
  | 'permanent'
  | 'transient'
  | 'throttled'
  | 'unreachable'
  | 'arrived'
  | 'lost'
  | 'slow';
