import type { NotificationDetail, TimelineEntry } from '@postroom/application';
import { type Arguments, notificationId, onlyWord } from '../arguments.ts';
import type { CtlContext } from '../context.ts';

/** As a support person reads it out: what it is, what became of it and why, and its story. */
export const show = async ({ queries, say }: CtlContext, args: Arguments) => {
  const id = notificationId(onlyWord(args, 'notification by its id'));
  const detail = await queries.notification(id);
  if (!detail) throw new Error(`there is no notification ${id}`);
  for (const line of described(detail)) say(line);
};

const described = ({
  notification: n,
  sentSubject,
  delivery,
  attempts,
  timeline,
}: NotificationDetail): readonly string[] => {
  const facts: readonly (readonly [string, string | null])[] = [
    ['status', n.status],
    ['why', n.reason && `${n.reason.detail || n.reason.code} (${n.reason.code})`],
    ['delivery', delivery],
    ['type', `${n.type}, lane ${n.queue}${n.test ? ', a test' : ''}`],
    ['to', n.userId === null ? n.recipientEmail : `${n.recipientEmail}, user ${n.userId}`],
    ['subject', sentSubject ?? n.subject],
    ['from', `${n.source}, correlation id ${n.correlationId}`],
    ['accepted', n.createdAt.toISOString()],
    ['to be sent', n.sendAt?.toISOString() ?? null],
    ['next attempt', n.nextAttemptAt?.toISOString() ?? null],
    ['expires', n.expiresAt.toISOString()],
    ['may be sent', n.maybeSent ? 'yes: a hand-off got no answer' : null],
    ['variables', n.variablesErased ? 'erased' : Object.keys(n.variables).join(', ')],
  ];
  return [
    `${n.type} ${n.id}`,
    ...facts.flatMap(([name, value]) => (value ? [`  ${name.padEnd(13)} ${value}`] : [])),
    ...(attempts.length > 0 ? ['attempts'] : []),
    ...attempts.map(({ number, provider, outcome, code, detail, durationMs }) => {
      const words = [`${number}.`, provider, outcome, code, detail].filter(Boolean).join(' ');
      return `  ${words} (${durationMs} ms)`;
    }),
    'timeline',
    ...timeline.map((entry) => `  ${storyLine(entry)}`),
  ];
};

/** A line of a timeline. */
export const storyLine = ({ at, event, detail }: TimelineEntry): string =>
  `${at.toISOString()}  ${event}${detail === '' ? '' : `: ${detail}`}`;
