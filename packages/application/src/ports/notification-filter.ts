import type { QueueName, Status } from '@postroom/domain';

/** Which notifications; what is absent is not asked for. */
export interface NotificationFilter {
  readonly status?: Status | undefined;
  readonly type?: string | undefined;
  readonly queue?: QueueName | undefined;
  readonly source?: string | undefined;
  readonly userId?: string | undefined;
  /** Compared without case. */
  readonly recipientEmail?: string | undefined;
  readonly tag?: { readonly name: string; readonly value: string } | undefined;
  readonly errorCode?: string | undefined;
  /** Created at or after. */
  readonly since?: Date | undefined;
  /** Created before. */
  readonly until?: Date | undefined;
}
