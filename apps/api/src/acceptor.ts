import type { PostroomBus, Receipt, Submission } from '@postroom/application';
import { type Batcher, createBatcher } from '@postroom/runtime';

/**
 * Merges what concurrent callers hand in into one transaction (group commit). Two transactions at a
 * time overlap one's commit with the other's reading; more would make them small and contend.
 */
export const createAcceptor = (bus: Pick<PostroomBus, 'handle'>): Batcher<Submission, Receipt> =>
  createBatcher({
    run: (submissions) => bus.handle({ type: 'accept', submissions }),
    maxInFlight: 2,
    maxItems: 1_000,
    weight: ({ requests }) => requests.length,
  });
