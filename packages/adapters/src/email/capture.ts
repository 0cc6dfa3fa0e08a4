import type { EmailMessage, EmailProvider } from '@postroom/application';
import { refusalOf } from './message-fault.ts';
import { notStarted } from './not-started.ts';

export interface CaptureOptions {
  /** What attempts and events call it; default `capture`. `test` is the one of test keys. */
  readonly name?: 'capture' | 'test';
  /** Called with every message that was accepted, before `send` answers. */
  readonly onMessage?: (message: EmailMessage) => void;
}

/** Accepts everything and sends nothing: for test keys, benchmarks and tests. Keeps only a count. */
export interface CaptureProvider extends EmailProvider {
  readonly count: () => number;
}

export const createCaptureProvider = (options: CaptureOptions = {}): CaptureProvider => {
  const name = options.name ?? 'capture';
  let count = 0;
  let closed = false;
  return {
    name,
    knowsKeys: false,
    count: () => count,
    send: async (message, { idempotencyKey, signal }) => {
      const refusal = refusalOf(message) ?? notStarted({ closed, signal });
      if (refusal) return refusal;
      count += 1;
      options.onMessage?.(message);
      return { outcome: 'accepted', providerId: `${name}.${idempotencyKey}` };
    },
    close: async () => {
      closed = true;
    },
  };
};
