import type { QueueBackend } from '@postroom/adapters/queue';
import { jobStates, type Look } from '@postroom/application';
import { queueNames } from '@postroom/domain';
import { withDeadline } from '@postroom/runtime';
import type { EventsOut } from './events-out.ts';

/** Milliseconds for each question: what is slower is away, as far as anybody is concerned. */
const askDeadlineMs = 1_500;

/** What only a relay can see of the fleet: both servers it fills, the jobs in one and the dead letters in the other. */
export const lookAround = async ({
  backend,
  eventsOut,
}: {
  readonly backend: Pick<QueueBackend, 'ping' | 'counts'>;
  readonly eventsOut: Pick<EventsOut, 'state' | 'deadLetters'>;
}): Promise<Look> => {
  const [jobs, rabbitmq] = await Promise.all([
    inTime(jobsOf(backend), 'asking the queue store'),
    eventsOut.state(),
  ]);
  const letters = await inTime(eventsOut.deadLetters(), 'counting dead letters');
  return {
    states: {
      queue_store: jobs ? 'up' : 'down',
      rabbitmq,
      ...(letters === undefined ? {} : { dead_letters: letters > 0 ? 'some' : 'none' }),
    },
    figures: { ...jobs, ...(letters === undefined ? {} : { dead_letters: letters }) },
  };
};

const jobsOf = async (
  backend: Pick<QueueBackend, 'ping' | 'counts'>,
): Promise<Record<string, number>> => {
  await backend.ping();
  const lanes = await Promise.all(
    queueNames.map(async (queue) => {
      const counts = await backend.counts(queue);
      return jobStates.map((state) => [`jobs.${queue}.${state}`, counts[state]] as const);
    }),
  );
  return Object.fromEntries(lanes.flat());
};

const inTime = <Answer>(answer: Promise<Answer>, what: string): Promise<Answer | undefined> =>
  withDeadline(answer, askDeadlineMs, what).catch(() => undefined);
