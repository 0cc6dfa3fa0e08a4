import type { Operation } from '@postroom/application';

/** An operation on many as a person sees it. */
export const operationView = (operation: Operation) => ({
  operation_id: operation.id,
  kind: operation.kind,
  status: statusOf(operation),
  count: operation.count,
  done: operation.done,
  skipped: operation.skipped,
  filter: filterView(operation.selection),
  requested_by: operation.requestedBy,
  created_at: operation.createdAt.toISOString(),
  updated_at: operation.updatedAt.toISOString(),
  ended_at: operation.endedAt?.toISOString() ?? null,
});

const statusOf = ({ endedAt, cursor }: Operation): 'waiting' | 'running' | 'ended' => {
  if (endedAt) return 'ended';
  return cursor === null ? 'waiting' : 'running';
};

const filterView = ({ statuses, userId, recipientEmail, errorCode, tag, ...same }: Selection) => ({
  ...same,
  status: statuses,
  userid: userId,
  recipient_email: recipientEmail,
  error_code: errorCode,
  tag: tag && `${tag.name}:${tag.value}`,
});

type Selection = Operation['selection'];
