import { type PostroomBus, type Receipt, StoreError, type Submission } from '@postroom/application';
import { createBatcher } from '@postroom/runtime';

/**
 * Callers that may wait for their answer. More are refused at once: while the database is away they
 * would only fill the memory.
 */
const mostWaiting = 5_000;

export interface Acceptor {
  /** @throws StoreError `unavailable` when too many wait already. */
  add(submission: Submission): Promise<Receipt>;
  /** Resolves once nobody waits for an answer any more. */
  idle(): Promise<void>;
}

/**
 * Merges what concurrent callers hand in into one transaction (group commit). Two transactions at a
 * time overlap one's commit with the other's reading; more would make them small and contend.
 */
export const createAcceptor = (bus: Pick<PostroomBus, 'handle'>): Acceptor => {
  const batcher = createBatcher<Submission, Receipt>({
    run: (submissions) => bus.handle({ type: 'accept', submissions }),
    maxInFlight: 2,
    maxItems: 1_000,
    weight: ({ requests }) => requests.length,
  });
  return {
    add: async (submission) => {
      if (batcher.size >= mostWaiting) {
        throw new StoreError('unavailable', `${mostWaiting} callers wait already`);
      }
      return batcher.add(submission);
    },
    idle: () => batcher.idle(),
  };
};
