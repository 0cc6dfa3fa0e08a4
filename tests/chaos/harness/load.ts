import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../random.ts';

/** A service that hands in notifications and does not give up: it retries under the same key. */
export interface Load {
  /** Ids of all that were answered 202. */
  readonly accepted: readonly string[];
  /** How often an answer was lost or not 202, and the request was made again. */
  readonly retried: number;
  /** How often each status was answered. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Hands in `count` notifications and resolves with their ids when all are accepted. */
  hand(count: number, options?: HandOptions): Promise<readonly string[]>;
  /** One notification, exactly as given. */
  send(body: object, key?: string): Promise<string>;
}

export interface HandOptions {
  /** Requests at a time; 32. */
  readonly atOnce?: number;
  /** At most so many a second; no limit by default. */
  readonly perSecond?: number;
  /** Of one type; by default a mixture of all that are mailed, and some that are suppressed. */
  readonly type?: keyof typeof bodies;
}

/** Milliseconds; a service that hammers an API on its way back would only slow it down. */
const retryAfterMs = 250;

const bodies = {
  security_alert: (n: number) => ({
    notification_type: 'security_alert',
    recipient_email: `user${n}@example.com`,
    template_vars: { alert_message: `Sign-in number ${n}` },
  }),
  order_confirmation: (n: number) => ({
    notification_type: 'order_confirmation',
    recipient_email: `customer${n}@example.com`,
    template_vars: {
      order_number: `A-${n}`,
      items: [{ name: 'Tea, loose', quantity: 2, price: '9.90' }],
      total: '19.80',
      currency: 'EUR',
    },
  }),
  /** Its second copy is worse than none. */
  welcome: (n: number) => ({
    notification_type: 'welcome',
    recipient_email: `newcomer${n}@example.com`,
    template_vars: { username: `Newcomer ${n}` },
  }),
  /** Nobody has switched it on, so nobody gets it. */
  marketing: (n: number) => ({
    notification_type: 'marketing',
    recipient_email: `reader${n}@example.com`,
    template_vars: {
      headline: `News ${n}`,
      body: 'Read all about it.',
      cta_label: 'Read',
      cta_link: 'https://example.com/news',
    },
  }),
} as const;

const mixture = [
  'security_alert',
  'security_alert',
  'security_alert',
  'security_alert',
  'order_confirmation',
  'order_confirmation',
  'order_confirmation',
  'welcome',
  'welcome',
  'marketing',
] as const;

/** @param name tells its idempotency keys from those of another load on the same API. */
export const createLoad = (apiUrl: string, random: Random, name = 'key'): Load => {
  const accepted: string[] = [];
  const statuses = new Map<number, number>();
  let retried = 0;
  let next = 0;

  const once = async (body: object, key: string): Promise<string | undefined> => {
    try {
      const response = await fetch(`${apiUrl}/notifications/send`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(20_000),
      });
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      const answer = (await response.json()) as { notification_id?: string };
      if (response.status === 202) return answer.notification_id;
      if (response.status < 500 && response.status !== 429) {
        throw new Refused(`${response.status}: ${JSON.stringify(answer)}`);
      }
    } catch (error) {
      if (error instanceof Refused) throw error;
    }
    return undefined;
  };

  const newKey = (): string => {
    next += 1;
    return `${name}-${next}`;
  };

  const send = async (body: object, key = newKey()): Promise<string> => {
    for (;;) {
      const id = await once(body, key);
      if (id !== undefined) {
        accepted.push(id);
        return id;
      }
      retried += 1;
      await pause(retryAfterMs);
    }
  };

  return {
    accepted,
    statuses,
    get retried() {
      return retried;
    },
    send,
    async hand(count, { atOnce = 32, perSecond, type } = {}) {
      const ids: string[] = [];
      const startedAt = performance.now();
      let begun = 0;
      const serve = async (): Promise<void> => {
        while (begun < count) {
          begun += 1;
          if (perSecond !== undefined) {
            const dueMs = (begun / perSecond) * 1_000 - (performance.now() - startedAt);
            if (dueMs > 0) await pause(dueMs);
          }
          const key = newKey();
          ids.push(await send(bodies[type ?? random.pick(mixture)](next), key));
        }
      };
      await Promise.all(Array.from({ length: Math.min(atOnce, count) }, serve));
      return ids;
    },
  };
};

/** An answer that no retry changes: the campaign itself is wrong. */
class Refused extends Error {}
