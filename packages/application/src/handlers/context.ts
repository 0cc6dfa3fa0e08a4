import type { TypeCatalogue } from '@postroom/domain';
import type { NewId, Now } from '../ports/clock.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

/** What handlers need of the world. */
export interface HandlerContext {
  readonly unitOfWork: UnitOfWork;
  readonly catalogue: TypeCatalogue;
  readonly now: Now;
  readonly newId: NewId;
}
