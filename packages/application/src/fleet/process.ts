import type { QueueName } from '@postroom/domain';

export const processRoles = ['api', 'relay', 'bridge', 'worker', 'dashboard'] as const;

export type ProcessRole = (typeof processRoles)[number];

/** Jobs of a lane as the queue store counts them; labels of `postroom_queue_jobs`. */
export const jobStates = ['waiting', 'active', 'delayed', 'failed'] as const;

export type JobState = (typeof jobStates)[number];

/**
 * What only the process itself can see, each as one word:
 *
 *   queue_store          `up`, `down`
 *   rabbitmq             `up`, `blocked` (takes no messages), `down`, `off` (none is set)
 *   dead_letters         `none`, `some`
 *   standby              `up`, `lagging`, `down`
 *   breaker.<provider>   `closed`, `open`
 *   provider.<provider>  `accepting`, `refusing` (nothing accepted, again and again)
 *   admission.<lane>     `open`, `closed`
 */
export type StateName =
  | 'queue_store'
  | 'rabbitmq'
  | 'dead_letters'
  | 'standby'
  | `breaker.${string}`
  | `provider.${string}`
  | `admission.${QueueName}`;

/** The same in numbers. Lag in seconds. */
export type FigureName = 'dead_letters' | 'standby_lag' | `jobs.${QueueName}.${JobState}`;

export type States = Readonly<Partial<Record<StateName, string>>>;
export type Figures = Readonly<Partial<Record<FigureName, number>>>;

/** One look of a process around itself. What it cannot tell now is absent. */
export interface Look {
  readonly states?: States;
  readonly figures?: Figures;
}

/** A look, and since when each state has been so, by the database's clock (RFC 3339); absent: since the start. */
export interface Sight {
  readonly states: States;
  readonly figures: Figures;
  readonly since: Readonly<Partial<Record<StateName, string>>>;
}

/** A process as it last told of itself, by the database's clock. */
export interface RunningProcess {
  readonly id: string;
  readonly role: ProcessRole;
  /** Of a worker: what it takes from. */
  readonly lanes: readonly QueueName[];
  readonly startedAt: Date;
  readonly beatAt: Date;
  /** Not null after a stop in good order. */
  readonly endedAt: Date | null;
  readonly sight: Sight;
}

/** Everybody who told of themselves within the last day, and the time at which this was so. */
export interface Roster {
  readonly now: Date;
  readonly processes: readonly RunningProcess[];
}

/** Seconds of silence after which a process counts as gone: three beats are missing. */
const silentAfterSeconds = 15;

/** The processes that are at work, of one role when one is named. */
export const liveOnes = (
  { now, processes }: Roster,
  role?: ProcessRole,
): readonly RunningProcess[] =>
  processes.filter(
    (each) =>
      each.endedAt === null &&
      now.getTime() - each.beatAt.getTime() <= silentAfterSeconds * 1000 &&
      (role === undefined || each.role === role),
  );

/** The live workers that take from a lane. */
export const workersOf = (roster: Roster, queue: QueueName): readonly RunningProcess[] =>
  liveOnes(roster, 'worker').filter(({ lanes }) => lanes.includes(queue));

/** A live process, and since when it sees something in a certain state. */
export interface Witness {
  readonly process: RunningProcess;
  readonly since: Date;
}

/** Live processes that see something in this state, the one that has for longest first. */
export const witnessesOf = (roster: Roster, name: StateName, state: string): readonly Witness[] =>
  liveOnes(roster)
    .filter(({ sight }) => sight.states[name] === state)
    .map((process) => {
      const since = process.sight.since[name];
      return { process, since: since === undefined ? process.startedAt : new Date(since) };
    })
    .sort((a, b) => a.since.getTime() - b.since.getTime());

/** A figure as the live process that looked last tells it; undefined when nobody can. */
export const figureOf = (roster: Roster, name: FigureName): number | undefined =>
  [...liveOnes(roster)]
    .sort((a, b) => b.beatAt.getTime() - a.beatAt.getTime())
    .find(({ sight }) => sight.figures[name] !== undefined)?.sight.figures[name];
