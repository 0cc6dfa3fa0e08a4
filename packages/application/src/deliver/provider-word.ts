import type { Outcome, ProviderWord } from '@postroom/domain';

/** Our own doing: the process stops, or gave up before anything was handed over. */
const ours = new Set(['closed', 'aborted']);
/** Resend knows the key already, so it is well. */
const aboutTheKey = new Set(['invalid_idempotent_request', 'concurrent_idempotent_requests']);

/** What an outcome says about the provider. The recipient's fault never does: a full mailbox opens no breaker. */
export const wordOf = (outcome: Outcome): ProviderWord => {
  switch (outcome.outcome) {
    case 'accepted':
      return 'working';
    case 'ambiguous':
      return aboutTheKey.has(outcome.code) ? 'working' : 'failing';
    case 'rejected':
      switch (outcome.kind) {
        case 'permanent':
          return 'working';
        case 'throttled':
          return 'nothing';
        case 'unreachable':
          return ours.has(outcome.code) ? 'nothing' : 'failing';
        case 'transient':
          // A reply of SMTP is about the mail or its recipient; anything else is a lost connection.
          return /^[45]\d\d\b/.test(outcome.code) ? 'nothing' : 'failing';
      }
  }
};
