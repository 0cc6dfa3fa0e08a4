import type { Outcome } from '@postroom/domain';
import type { EmailMessage, EmailProvider, SendOptions } from '../ports/email-provider.ts';

export interface ScriptedProvider extends EmailProvider {
  /** What was handed to it, in order. */
  readonly handed: { readonly message: EmailMessage; readonly key: string }[];
}

/** A provider that answers with the given outcomes in turn, the last one for ever. */
export const scripted = (
  name: string,
  outcomes: readonly (Outcome | ((options: SendOptions) => Promise<Outcome>))[],
): ScriptedProvider => {
  const handed: { message: EmailMessage; key: string }[] = [];
  return {
    name,
    knowsKeys: name === 'resend',
    handed,
    async send(message, options) {
      const outcome = outcomes[Math.min(handed.length, outcomes.length - 1)];
      handed.push({ message, key: options.idempotencyKey });
      if (!outcome) throw new Error(`${name} was not expected to be asked`);
      return typeof outcome === 'function' ? outcome(options) : outcome;
    },
    async close() {},
  };
};

export const accepted: Outcome = { outcome: 'accepted', providerId: 'p-1' };
export const ambiguous: Outcome = { outcome: 'ambiguous', code: 'silence', detail: 'no answer' };
export const rejected = (
  kind: 'permanent' | 'transient' | 'throttled' | 'unreachable',
  code = kind === 'permanent' ? '550' : '451',
): Outcome => ({ outcome: 'rejected', kind, code, detail: `it said ${code}` });
