import type {
  FleetFacts,
  PostroomBus,
  Quarantine,
  Queries,
  Reads,
  Receipt,
  Render,
  Submission,
} from '@postroom/application';
import type { QueueName, TypeCatalogue } from '@postroom/domain';
import type { Log, Metrics, Readiness, Tracing } from '@postroom/runtime';
import type { Authenticate } from './auth/authenticate.ts';
import type { FleetReport, HealthReport } from './health/report.ts';
import type { RateLimiter } from './limits/rate-limiter.ts';

/**
 * - `waiting` for the schema: tells that it lives, refuses all else.
 * - `serving`.
 * - `draining`, about to end: not ready for more, but whoever still comes is served.
 */
export type Phase = 'waiting' | 'serving' | 'draining';

/** What operators wish of the lanes; it lasts. */
export interface Lanes {
  set(queue: QueueName, paused: boolean, by: string): Promise<void>;
}

/** What routes need of the world, made once at start. */
export interface ApiContext {
  readonly authenticate: Authenticate;
  /** Whether everybody may do everything. */
  readonly isOpen: boolean;
  readonly bus: PostroomBus;
  /** Absent: nobody is limited. */
  readonly rateLimiter?: RateLimiter | undefined;
  /** Hands in what one caller brought, together with what others bring at the same time. */
  accept(submission: Submission): Promise<Receipt>;
  /** From the primary: what decides, what is written next, what operators look at. */
  readonly queries: Queries;
  /** For those who look something up. */
  readonly reads: Reads;
  readonly catalogue: TypeCatalogue;
  readonly render: Render;
  /** Whether a type ignores preferences. */
  isEssential(type: string): boolean;
  readonly lanes: Lanes;
  readonly quarantine: Quarantine;
  /** Readiness of this process: whether the primary answers and has its schema. */
  ready(): Promise<Readiness>;
  phase(): Phase;
  health(): Promise<HealthReport>;
  fleet(): Promise<FleetReport>;
  /** What alerts rest on. */
  facts(): Promise<FleetFacts>;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Absent: nothing is traced. */
  readonly tracing?: Tracing | undefined;
  readonly version: string;
  /** The name in templates and subjects. */
  readonly serviceName: string;
  now(): Date;
  /** A new UUIDv7. */
  newId(): string;
}
