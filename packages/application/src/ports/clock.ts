/** The process's own clock: good for labels and durations, never for a lease or a schedule. */
export type Now = () => Date;

/** A new UUIDv7. */
export type NewId = () => string;

/** From 0 to 1, 1 excluded. */
export type Random = () => number;
