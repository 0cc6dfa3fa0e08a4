import type { Claim, Job } from '@postroom/application';
import type { Settlement } from '@postroom/domain';

/** A first claim on each job's notification. */
export const claimsOn = (jobs: readonly Job[]): Claim[] =>
  jobs.map((job) => ({
    ...job,
    claim: 0,
    worker: 'w',
    leaseMs: 1,
    templateHash: 'h',
    provider: 'smtp',
    subject: 's',
    isEssential: false,
    onByDefault: true,
    category: 'transactional',
  }));

/** What a permanent refusal of each first claim leaves, its attempt included. */
export const refusalsOf = (jobs: readonly Job[]): Settlement[] =>
  jobs.map(({ id }) => ({
    id,
    redrive: 0,
    dispatch: 1,
    claim: 1,
    to: 'failed',
    attempts: 1,
    maybeSent: false,
    provider: null,
    providerId: null,
    retryInMs: null,
    reason: null,
    errorCode: null,
    tries: [
      {
        provider: 'smtp',
        startedAt: new Date(0),
        durationMs: 1,
        outcome: 'rejected',
        code: '550',
        detail: 'no such user',
        providerId: null,
      },
    ],
    events: [],
  }));
