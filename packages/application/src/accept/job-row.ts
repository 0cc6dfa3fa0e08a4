import type { Draft } from '@postroom/domain';
import type { JobRow } from '../ports/unit-of-work.ts';

/** The first job of what is being accepted, due when it is to be sent. */
export const jobRow = ({ id, queue, sendAt }: Draft): JobRow => ({
  destination: queue,
  notificationId: id,
  dispatch: 1,
  availableAt: sendAt,
});
