import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { checkRequest, hasEnded, type JsonObject } from '@postroom/domain';
import type { Arguments } from '../arguments.ts';
import type { CtlContext } from '../context.ts';
import { UsageError } from '../usage.ts';
import { storyLine } from './show.ts';

const lookEveryMs = 200;
/** Longer than the first two retries take. */
const patienceMs = 120_000;

/** Hands one in and prints its timeline as it grows, until it has ended. */
export const send = async (context: CtlContext, { positionals, values }: Arguments) => {
  const [type, address, ...more] = positionals;
  if (type === undefined || address === undefined || more.length > 0) {
    throw new UsageError('name a type and an address: send TYPE ADDRESS');
  }
  const sample = context.catalogue.find(type)?.samples[0] ?? {};
  const body = {
    notification_type: type,
    recipient_email: address,
    userid: values.userid,
    template_vars: { ...sample, ...variablesIn(values.var ?? []) },
  };
  const now = new Date();
  const checked = checkRequest(body, { catalogue: context.catalogue, now, unknown: 'refuse' });
  if (!checked.ok) {
    const faults = checked.issues.map(({ path, detail }) => `- ${path.join('.')}: ${detail}`);
    throw new UsageError(`it cannot be sent:\n${faults.join('\n')}`);
  }
  const [answer] = await context.bus.handle({
    type: 'accept',
    submissions: [
      {
        origin: {
          source: 'ctl',
          test: false,
          correlationId: randomUUID(),
          traceparent: null,
          occurredAt: null,
        },
        requests: [checked.request],
        idempotency: null,
        inbox: null,
        newcomers: [],
      },
    ],
  });
  if (!answer?.ok) throw answer?.error ?? new Error('there was no answer');
  const id = answer.value.notifications[0]?.notificationId ?? '';
  context.say(id);
  await follow(context, id);
};

/** `name=value`; a value that is JSON of a list or an object is that. */
const variablesIn = (words: readonly string[]): JsonObject =>
  Object.fromEntries(
    words.map((word) => {
      const [, name, value = ''] = /^([a-z][a-z0-9_]*)=(.*)$/s.exec(word) ?? [];
      if (name === undefined) throw new UsageError(`${word} is not NAME=VALUE`);
      return [name, /^[[{]/.test(value) ? parsed(name, value) : value];
    }),
  );

const parsed = (name: string, value: string): unknown => {
  try {
    return JSON.parse(value);
  } catch {
    throw new UsageError(`the value of ${name} is not JSON`);
  }
};

const follow = async ({ queries, say }: CtlContext, id: string): Promise<void> => {
  const told = new Set<string>();
  for (const end = Date.now() + patienceMs; Date.now() < end; await pause(lookEveryMs)) {
    const detail = await queries.notification(id);
    for (const line of (detail?.timeline ?? []).map(storyLine).filter((each) => !told.has(each))) {
      told.add(line);
      say(line);
    }
    const status = detail?.notification.status;
    if (status === 'sent') return;
    if (status !== undefined && hasEnded(status)) throw new Error(`it ended as ${status}`);
  }
  throw new Error(`it has not ended within ${patienceMs / 1_000} s: see show ${id}, and doctor`);
};
