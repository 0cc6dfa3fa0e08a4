/** How to speak to us in one language; whole programs, to be copied and run. */
export interface Language {
  /** In identifiers: `send-python`. */
  readonly name: 'curl' | 'python' | 'go' | 'java';
  readonly label: string;
  /** Hands in a notification over HTTP. `POSTROOM_URL` and `POSTROOM_KEY` come from the environment. */
  send(body: unknown): string;
  /** Publishes an event, confirmed. `RABBITMQ_URL` comes from the environment. */
  publish?(event: string, body: unknown): string;
  /** Listens for an event in a queue of its own until it is ended. */
  consume?(event: string): string;
}

export const pretty = (body: unknown): string => JSON.stringify(body, null, 2);

/** Our own example queue; everybody names theirs after their service. */
export const exampleQueue = 'my-service.notifications';
