import { classNameOf } from '@postroom/domain';

/** An event that we listen for. */
export interface KnownEvent {
  /** The routing key. */
  readonly event: string;
  /** Further class names. */
  readonly aliases?: readonly string[] | undefined;
}

/** Finds the routing key behind either spelling of an event's name; undefined when it is not known. */
export type ResolveEvent = (name: string) => string | undefined;

export const createResolver = (events: readonly KnownEvent[]): ResolveEvent => {
  const byName = new Map(
    events.flatMap(({ event, aliases = [] }) =>
      [event, classNameOf(event), ...aliases].map((name) => [name, event] as const),
    ),
  );
  return (name) => byName.get(name);
};
