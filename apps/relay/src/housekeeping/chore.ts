/** Something that is done now and then, in portions, by any number of relays at once. */
export interface Chore {
  /** As it stands in the log. */
  readonly name: string;
  /** Rows of a portion. More of them end a backlog sooner and hold locks for longer. */
  readonly limit: number;
  /** One portion; answers how many rows it took. */
  runOnce(): Promise<number>;
}
