import type { Part } from './part.ts';
import type { PortName } from './ports.ts';

export type Given = {
  readonly databaseUrl?: string | undefined;
  readonly redisUrl?: string | undefined;
  readonly rabbitmqUrl?: string | undefined;
  readonly smtpUrl?: string | undefined;
  readonly resendApiKey?: string | undefined;
};

/** What the start of a part gets. */
export type Starting = {
  readonly home: string;
  readonly given: Given;
  readonly portOf: (name: PortName) => Promise<number>;
  readonly onProgress: (line: string) => void;
};

/** What it gives back: nothing to stop when somebody else runs it. */
export type Started = {
  readonly url?: string;
  readonly parts: readonly Part[];
  readonly stop?: () => Promise<void>;
};

type Watched = {
  readonly exited: Promise<string>;
  readonly stop: () => Promise<void>;
  readonly onProgress: (line: string) => void;
};

/** Says so when a server ends that nobody asked to. */
export function watch(name: string, { exited, stop, onProgress }: Watched): () => Promise<void> {
  let asked = false;
  exited.then((how) => {
    if (!asked)
      onProgress(`${name} has ended by itself (${how}); stop Postroom and start it again`);
  });
  return () => {
    asked = true;
    return stop();
  };
}
