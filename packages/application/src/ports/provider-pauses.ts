/** A pause that a provider asked for. */
export interface ProviderPause {
  readonly provider: string;
  /** Milliseconds from now, by the store's clock. */
  readonly remainingMs: number;
}

/**
 * What providers asked of any process of the fleet, for all of them. Read in the background, never
 * for a mail; losing it costs one refused mail for each process.
 */
export interface ProviderPauses {
  /** Until then nobody uses it; a longer pause that is known already stays. @throws StoreError */
  note(pause: ProviderPause): Promise<void>;
  /** Those that are not over. @throws StoreError */
  current(): Promise<readonly ProviderPause[]>;
}
