import type { Outcome, Rejection } from '@postroom/domain';
import type { Stage } from './smtp-dialogue.ts';
import { verdictOnReply } from './smtp-replies.ts';
import { withoutAddresses } from './without-addresses.ts';

/** What is read of the driver's errors. */
interface SmtpError {
  readonly message: string;
  readonly code: string | undefined;
  /** The system's code beneath the driver's: `ECONNREFUSED`, `DEPTH_ZERO_SELF_SIGNED_CERT`. */
  readonly originalCode: string | undefined;
  readonly response: string | undefined;
  readonly command: string | undefined;
}

/**
 * A failed hand-off becomes an outcome. A refusing reply is read from the table; without one the
 * stage at which the connection was lost decides (see `Stage`).
 * @param known addresses of the message, kept out of the detail.
 */
export const outcomeOfFailure = (
  thrown: unknown,
  stage: Stage,
  known: readonly string[],
): Exclude<Outcome, { readonly outcome: 'accepted' }> => {
  const error = read(thrown);
  const refusal = error.response === undefined ? undefined : verdictOnReply(error.response);
  if (refusal && error.response !== undefined) {
    const detail = withoutAddresses(`${error.response}${advice(refusal.kind, error)}`, known);
    // Before there was a connection for it, no reply was about the message, however permanent.
    const kind =
      stage === 'connecting' && refusal.kind !== 'throttled' ? 'unreachable' : refusal.kind;
    return { outcome: 'rejected', kind, code: refusal.code, detail };
  }

  const code = codeOf(error);
  const detail = withoutAddresses(
    `${meaning[stage]}: ${error.message}${advice(null, error)}`,
    known,
  );
  if (stage === 'handed') return { outcome: 'ambiguous', code, detail };
  return { outcome: 'rejected', kind: kindOfLoss(stage, error), code, detail };
};

/** Whether a second connection is worth a try at once: it was taken from the pool and was dead. */
export const wasDeadConnection = (thrown: unknown, stage: Stage): boolean => {
  const error = read(thrown);
  return (
    stage === 'envelope' &&
    error.response === undefined &&
    (error.code === 'ECONNECTION' || error.code === 'ESOCKET')
  );
};

const meaning: { readonly [stage in Stage]: string } = {
  connecting: 'no connection to the SMTP server',
  envelope: 'the connection was lost before the server asked for the message',
  body: 'the connection was lost before the end of the message was written',
  handed: 'the message was handed over and no reply came, so it may have been accepted',
};

const kindOfLoss = (stage: Exclude<Stage, 'handed'>, error: SmtpError): Rejection['kind'] => {
  // Giving up is our own doing, and a server that cannot be reached says nothing about the message.
  if (error.code === 'EABORT' || stage === 'connecting') return 'unreachable';
  // Refused by the driver before a byte was written: the next attempt would be the same.
  if (error.code === 'EENVELOPE' && error.command === 'API') return 'permanent';
  return 'transient';
};

const codeOf = (error: SmtpError): string => {
  if (error.code === 'EABORT') return 'aborted';
  return error.originalCode ?? error.code ?? 'ECONNECTION';
};

const certificate = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/;

const advice = (kind: Rejection['kind'] | null, error: SmtpError): string => {
  if (error.code === 'EAUTH') return ' (check SMTP_USERNAME and SMTP_PASSWORD)';
  if (kind === null && certificate.test(codeOf(error))) {
    return ' (the certificate is not trusted: give its authority as TLS_CA_FILE)';
  }
  return '';
};

const read = (thrown: unknown): SmtpError => {
  const fields: { readonly [key: string]: unknown } =
    typeof thrown === 'object' && thrown !== null ? { ...thrown } : {};
  return {
    message: thrown instanceof Error ? thrown.message : String(thrown),
    code: textOf(fields.code),
    originalCode: textOf(fields.originalCode),
    response: textOf(fields.response),
    command: textOf(fields.command),
  };
};

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
