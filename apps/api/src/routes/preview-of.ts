import { type Decision, decide, type SendRequest } from '@postroom/domain';
import { RenderError } from '@postroom/templates';
import type { ApiContext } from '../context.ts';
import { invalid } from '../problem/problem-error.ts';

/**
 * What would become of a request if it were handed in now.
 * @throws ProblemError `validation_failed` when there is nobody to send it to, or it cannot be rendered.
 */
export const previewOf = async (
  request: SendRequest,
  context: Pick<ApiContext, 'catalogue' | 'isEssential' | 'now' | 'queries' | 'render'>,
) => {
  const declaration = context.catalogue.find(request.type);
  if (!declaration) throw new Error(`type ${request.type} is not declared`);
  const recipientEmail = request.recipientEmail ?? (await addressOf(request.userId ?? '', context));
  const facts = await context.queries.facts({ userId: request.userId, recipientEmail });
  const [only, ...others] = facts.preferences;
  const userId = request.userId ?? (others.length === 0 ? (only?.userId ?? null) : null);
  const isLater = request.sendAt !== null && request.sendAt > context.now();
  const start = isLater ? request.sendAt : context.now();
  const expiresAt =
    request.expiresAt ?? new Date((start?.getTime() ?? 0) + declaration.ttlSeconds * 1000);

  const decided = { type: request.type, userId, expiresAt, maybeSent: false };
  const decision = decide(decided, facts, declaration, context.isEssential);
  return {
    notification_type: request.type,
    queue: declaration.queue,
    recipient_email: recipientEmail,
    userid: userId,
    ...told(decision),
    send_at: isLater ? (request.sendAt?.toISOString() ?? null) : null,
    expires_at: expiresAt.toISOString(),
    ...(await rendered(request, context)),
  };
};

const told = (decision: Decision) =>
  decision.verdict === 'send'
    ? { decision: 'send', reason: null }
    : { decision: decision.to, reason: decision.reason };

const addressOf = async (userId: string, { queries }: Pick<ApiContext, 'queries'>) => {
  const email = (await queries.preferences(userId))?.email;
  if (email !== undefined) return email;
  const detail = `is required: user ${userId} has no preferences to take an address from`;
  throw invalid([{ pointer: '#/recipient_email', code: 'required', detail }]);
};

const rendered = async (request: SendRequest, { render }: Pick<ApiContext, 'render'>) => {
  try {
    const { subject, html, text } = await render({ ...request, unsubscribeUrl: null });
    return { subject, html, text };
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    throw invalid([{ pointer: '#/template_vars', code: 'invalid_value', detail: error.message }]);
  }
};
