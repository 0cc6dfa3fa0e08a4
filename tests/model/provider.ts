import type { EmailProvider } from '@postroom/application';
import type { Outcome } from '@postroom/domain';
import type { Life, Word } from './life.ts';

/** A mail that will reach its recipient. */
export interface Copy {
  readonly id: string;
  readonly redrive: number;
  readonly provider: string;
}

export interface Post {
  readonly knowsKeys: boolean;
  readonly copies: readonly Copy[];
  /** What processes were told that it accepted. */
  readonly heard: readonly (Copy & { readonly by: Life })[];
  /** The provider as a process sees it. */
  seenBy(life: Life): EmailProvider;
}

/** How long Resend remembers a key. */
const keyMemoryMs = 24 * 3_600_000;

export const createPost = (name: string, knowsKeys: boolean, now: () => Date): Post => {
  const copies: Copy[] = [];
  const heard: (Copy & { readonly by: Life })[] = [];
  const known = new Map<string, number>();

  const take = (mail: Copy, key: string): void => {
    if (knowsKeys && isKnown(key)) return;
    copies.push(mail);
    known.set(key, now().getTime());
  };
  const isKnown = (key: string): boolean =>
    now().getTime() - (known.get(key) ?? Number.NEGATIVE_INFINITY) < keyMemoryMs;

  return {
    knowsKeys,
    copies,
    heard,
    seenBy: (life) => ({
      name,
      knowsKeys,
      async send({ messageId }, { idempotencyKey }) {
        const mail = mailOf(messageId, name);
        const word = await life.pass(`hands over ${mail.id}.${mail.redrive} to ${name}`);
        // Whoever asks again under a known key is told what was told before.
        const isRepeat = knowsKeys && isKnown(idempotencyKey) && word === 'permanent';
        const outcome = isRepeat ? accepted : outcomes[word];
        if (outcome === accepted || word === 'arrived') take(mail, idempotencyKey);
        if (word === 'slow') await life.pass(`hears at last that ${name} accepted`);
        if (outcome === accepted) heard.push({ ...mail, by: life });
        return outcome;
      },
      async close() {},
    }),
  };
};

const mailOf = (messageId: string, provider: string): Copy => {
  const [id = '', redrive = ''] = messageId.replace(/@.*/, '').split('.');
  return { id, redrive: Number(redrive), provider };
};

const accepted: Outcome = { outcome: 'accepted', providerId: 'p-1' };
const ambiguous: Outcome = { outcome: 'ambiguous', code: 'silence', detail: 'no answer' };
const rejected = (kind: 'permanent' | 'transient' | 'throttled' | 'unreachable'): Outcome => ({
  outcome: 'rejected',
  kind,
  code: kind === 'permanent' ? '550' : '451',
  detail: `it said ${kind}`,
});

const outcomes: { readonly [word in Word]: Outcome } = {
  accepted,
  slow: accepted,
  arrived: ambiguous,
  lost: ambiguous,
  permanent: rejected('permanent'),
  transient: rejected('transient'),
  throttled: rejected('throttled'),
  unreachable: rejected('unreachable'),
};
