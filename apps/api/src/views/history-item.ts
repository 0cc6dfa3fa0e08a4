import type { HistoryItem } from '@postroom/application';
import type { TypeCatalogue } from '@postroom/domain';
import { filledSubject } from '@postroom/templates';
import { maskedVariables } from './masked.ts';

export interface ViewContext {
  readonly catalogue: TypeCatalogue;
  readonly serviceName: string;
}

/** A line of a user's history. */
export const historyItemView = (
  { notification: n, sentSubject }: HistoryItem,
  context: ViewContext,
) => ({
  notification_id: n.id,
  notification_type: n.type,
  recipient_email: n.recipientEmail,
  subject: sentSubject ?? n.subject ?? expectedSubject(n, context),
  content: n.html ?? n.template,
  template_vars: maskedVariables(n),
  status: n.status,
  retry_count: Math.max(0, n.attempts - 1),
  created_at: n.createdAt.toISOString(),
  updated_at: n.updatedAt.toISOString(),
});

/** A line of a list over all users. */
export const listItemView = (item: HistoryItem, context: ViewContext) => {
  const { notification: n } = item;
  return {
    ...historyItemView(item, context),
    userid: n.userId,
    source: n.source,
    queue: n.queue,
    tags: n.tags,
    test: n.test,
    error_code: n.errorCode,
  };
};

/** Before it went out: the type's subject with what is known so far, secrets covered. */
const expectedSubject = (
  n: HistoryItem['notification'],
  { catalogue, serviceName }: ViewContext,
): string | null => {
  const declared = catalogue.find(n.type)?.subject;
  if (declared === undefined) return null;
  return filledSubject(declared, { ...maskedVariables(n), service_name: serviceName }) ?? declared;
};
