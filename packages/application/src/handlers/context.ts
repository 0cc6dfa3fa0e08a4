import type { QueueName, TypeCatalogue } from '@postroom/domain';
import type { NewId, Now } from '../ports/clock.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

/** What handlers need of the world. */
export interface HandlerContext {
  readonly unitOfWork: UnitOfWork;
  readonly catalogue: TypeCatalogue;
  readonly now: Now;
  readonly newId: NewId;
  /** Changes of preferences of which users are told by mail (`PREFERENCE_MAILS`); default none. */
  readonly preferenceMails?: readonly ('created' | 'updated')[];
  /** Notifications of a type that a recipient gets within an hour (`RECIPIENT_CAP`); default no cap. */
  readonly recipientCap?: number | undefined;
  /** Whether a lane holds too much to take more (`ADMIT_DEPTH`, `ADMIT_AGE_S`); default never. */
  isLaneClosed?(queue: QueueName): boolean;
}
