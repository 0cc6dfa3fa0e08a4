import type { LaneQueue } from '@postroom/adapters/queue';

/** What a job is, as far as an action on it goes. */
export type LaneJob = NonNullable<Awaited<ReturnType<LaneQueue['getJob']>>>;

/** States of jobs that no worker will take again; whatever they were about has ended, or gone on without them. */
const endedStates: readonly string[] = ['failed', 'completed'];

export const isEndedState = (state: string): boolean => endedStates.includes(state);

export const findJob = async (
  lanes: readonly LaneQueue[],
  { lane, id }: { readonly lane: string; readonly id: string },
): Promise<LaneJob | undefined> => lanes.find(({ name }) => name === lane)?.getJob(id);
