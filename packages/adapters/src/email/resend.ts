import {
  afterLiving,
  type EmailMessage,
  type EmailProvider,
  type SendOptions,
} from '@postroom/application';
import type { Outcome } from '@postroom/domain';
import { Resend } from 'resend';
import { addressOf } from './mailbox.ts';
import { refusalOf } from './message-fault.ts';
import { notStarted } from './not-started.ts';
import { outcomeOfError, type ResendError, retryAfterMsOf } from './resend-errors.ts';
import { watchHandOffs } from './resend-hand-off.ts';
import { withoutAddresses } from './without-addresses.ts';

export interface ResendOptions {
  readonly apiKey: string;
  /** Default Resend's own; another for a stand-in or a proxy. */
  readonly baseUrl?: string | undefined;
  /**
   * Milliseconds for a whole request. Default 15,000: longer than connecting may take (10,000), so
   * that a server that is away is recognised as such; longer ties up workers.
   */
  readonly timeoutMs?: number | undefined;
}

/**
 * Mail over Resend's API. Within 24 hours an idempotency key has one effect, so repeating an
 * `ambiguous` hand-off under the same key with the same message is safe.
 */
export const createResendProvider = (options: ResendOptions): EmailProvider => {
  const client = new Resend(options.apiKey, {
    ...(options.baseUrl === undefined ? {} : { baseUrl: options.baseUrl.replace(/\/+$/, '') }),
  });
  const timeoutMs = options.timeoutMs ?? 15_000;
  const handOffs = watchHandOffs();
  const underWay = new Set<Promise<Outcome>>();
  let closed = false;

  const send = async (
    message: EmailMessage,
    { idempotencyKey, signal }: SendOptions,
  ): Promise<Outcome> => {
    const timeout = new AbortController();
    const callOff = afterLiving(timeoutMs, () => timeout.abort());
    const {
      result: answer,
      connectFailure,
      status,
    } = await handOffs
      .during(idempotencyKey, () =>
        client.emails.send(mailOf(message), {
          idempotencyKey,
          signal: AbortSignal.any([signal, timeout.signal]),
        }),
      )
      .finally(callOff);
    if (!answer.error) return readSuccess(answer.data);

    const known = [message.to, addressOf(message.from)];
    const error = readError(answer.error, answer.headers, status);
    if (error.status !== null) {
      return outcomeOfError({ ...error, message: withoutAddresses(error.message, known) });
    }
    if (connectFailure) {
      return {
        outcome: 'rejected',
        kind: 'unreachable',
        code: codeOf(connectFailure),
        detail: withoutAddresses(`no connection to Resend: ${reasonOf(connectFailure)}`, known),
      };
    }
    const why = signal.aborted
      ? { code: 'aborted', text: 'given up while waiting for the answer' }
      : timeout.signal.aborted
        ? { code: 'ETIMEDOUT', text: `no answer within ${timeoutMs} ms` }
        : { code: 'connection_lost', text: 'the connection was lost before the answer' };
    return {
      outcome: 'ambiguous',
      code: why.code,
      detail: `the message was handed over to Resend: ${why.text}; it may have been accepted`,
    };
  };

  return {
    name: 'resend',
    knowsKeys: true,
    send: async (message, sendOptions) => {
      const refusal = refusalOf(message) ?? notStarted({ closed, signal: sendOptions.signal });
      if (refusal) return refusal;
      const sending = send(message, sendOptions);
      underWay.add(sending);
      return sending.finally(() => underWay.delete(sending));
    },
    /** Waits for requests that are under way. */
    close: async () => {
      closed = true;
      await Promise.all(underWay);
      handOffs.stop();
    },
  };
};

const mailOf = (message: EmailMessage) => ({
  from: message.from,
  to: message.to,
  ...(message.replyTo === null ? {} : { replyTo: message.replyTo }),
  subject: message.subject,
  html: message.html,
  text: message.text,
  headers: { 'Message-ID': `<${message.messageId}>`, ...message.headers },
  tags: Object.entries(message.tags).map(([name, value]) => ({
    name: inTagCharset(name),
    value: inTagCharset(value),
  })),
});

/** Tags take ASCII letters, digits, `_` and `-`, at most 256 of them. */
const inTagCharset = (text: string): string => text.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 256);

/** Only an id is an acceptance: a redirect or a proxy can answer 200 with something else. */
const readSuccess = (data: { readonly id?: unknown } | null): Outcome =>
  typeof data?.id === 'string'
    ? { outcome: 'accepted', providerId: data.id }
    : {
        outcome: 'ambiguous',
        code: 'no_id',
        detail: 'the answer was a success without the id of a mail; is RESEND_BASE_URL right?',
      };

/** The SDK passes on whatever JSON answered, which need not be Resend's: nothing in it is trusted. */
const readError = (
  error: { readonly [key in 'name' | 'message']?: unknown },
  headers: { readonly [name: string]: string } | null,
  status: number | undefined,
): ResendError => ({
  // Headers mean that a whole answer came. One whose status is not known is taken for a server's
  // failure, which is the careful reading.
  status: headers === null ? null : (status ?? 500),
  name: typeof error.name === 'string' ? error.name : undefined,
  message: typeof error.message === 'string' ? error.message : 'no reason given',
  retryAfterMs: retryAfterMsOf(headers, new Date()),
});

const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : 'connection_failed';

/** Several addresses tried give an error without a text of its own. */
const reasonOf = (error: Error): string =>
  error.message !== '' || !(error instanceof AggregateError)
    ? error.message
    : error.errors.map(String).join(', ');
