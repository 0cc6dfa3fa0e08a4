import type { Rejection } from '@postroom/domain';

/** What a refusing reply of an SMTP server means for the message it was given to. */
export interface ReplyVerdict {
  readonly kind: Rejection['kind'];
  /** `550 5.1.1`, or `451` when the server gave no enhanced code. */
  readonly code: string;
  /** Where the rule that decided was taken from. */
  readonly source: string;
}

interface ReplyRule {
  /** The three digits. */
  readonly reply: RegExp;
  /** The enhanced status code, RFC 3463; a rule that names one needs the reply to have it. */
  readonly enhanced?: RegExp;
  readonly text?: RegExp;
  readonly kind: Rejection['kind'];
  readonly source: string;
}

const refusing = /^[45]\d\d$/;

const tooFast =
  /throttl|rate[- ]?limit|(?:unusual|at a|exceeded).{0,12} rate|sending (?:rate|quota|limit)|too (?:many|much) (?:concurrent |simultaneous |smtp )*(?:mail|messages|emails|connections|sessions)|daily (?:message )?quota|server (?:is )?(?:too )?busy/i;

/**
 * The first row that fits decides. Rows about us (pace, login, a server going down) come before
 * rows about the message: a rotated password must not fail every mail for good. The first digit
 * rules over the enhanced code where the two disagree (RFC 5321 section 4.2.1).
 */
export const replyRules: readonly ReplyRule[] = [
  // The server's pace. It says nothing about the message, so no attempt is spent.
  {
    reply: refusing,
    text: tooFast,
    kind: 'throttled',
    source:
      'Amazon SES "454 Throttling failure", Gmail 421 4.7.28, Outlook 451 4.7.650, Postfix anvil',
  },
  {
    reply: /^421$/,
    enhanced: /^4\.7\./,
    kind: 'throttled',
    source: 'Gmail and Yahoo 421 4.7.0: deferred for the behaviour of the sending address',
  },
  {
    reply: /^4/,
    enhanced: /^4\.4\.5$/,
    kind: 'throttled',
    source: 'RFC 3463 X.4.5: mail system congestion',
  },
  {
    reply: /^432$/,
    enhanced: /^4\.3\.2$/,
    kind: 'throttled',
    source: 'Exchange Online 432 4.3.2: concurrent connections limit exceeded',
  },
  {
    reply: /^550$/,
    enhanced: /^5\.4\.5$/,
    kind: 'throttled',
    source: 'Gmail 550 5.4.5: daily sending limit exceeded, although 5yz',
  },

  // The server or our account at it.
  { reply: /^421$/, kind: 'unreachable', source: 'RFC 5321 section 3.8: service shutting down' },
  {
    reply: /^(?:432|454|530|534|535|538)$/,
    kind: 'unreachable',
    source:
      'RFC 4954 section 6, RFC 3207 section 4: authentication or TLS wanting, our configuration',
  },
  {
    reply: /^5/,
    enhanced: /^5\.7\.(?:8|9|11|57)$/,
    kind: 'unreachable',
    source: 'RFC 4954 section 6 (X.7.8, X.7.9, X.7.11); Exchange Online 5.7.57: not authenticated',
  },
  {
    reply: /^5/,
    text: /authentication (?:is )?required|must (?:first )?(?:authenticate|issue a STARTTLS)|client (?:was|is|host) not authenticated/i,
    kind: 'unreachable',
    source: 'Postfix 554 5.7.1, Exchange 550 5.7.1: we must log in first, said under another code',
  },

  // Said of a whole host or domain, so never temporary, although 521 often carries 5.3.2.
  {
    reply: /^(?:521|556)$/,
    kind: 'permanent',
    source: 'RFC 7504: the host or domain accepts no mail',
  },

  // 5yz that experience knows as temporary.
  {
    reply: /^552$/,
    enhanced: /^5\.(?:3\.4|2\.3)$/,
    kind: 'permanent',
    source: 'RFC 3463 X.3.4 and X.2.3, RFC 1870: too big, and it will not shrink',
  },
  {
    reply: /^5/,
    enhanced: /^5\.2\.2$/,
    kind: 'transient',
    source: 'RFC 3463 X.2.2: mailbox full; people delete mail',
  },
  {
    reply: /^5/,
    text: /(?:mailbox|inbox) (?:is )?full|over ?quota|quota (?:is )?exceeded/i,
    kind: 'transient',
    source: 'mailbox full, said without an enhanced code',
  },
  {
    reply: /^552$/,
    text: /size|too (?:big|large)/i,
    kind: 'permanent',
    source: 'RFC 1870 section 6: message size exceeds fixed maximum',
  },
  {
    reply: /^552$/,
    kind: 'transient',
    source: 'RFC 5321 section 4.5.3.1.10: treat a bare 552 as temporary',
  },
  {
    reply: /^5/,
    enhanced: /^5\.3\.[12]$/,
    kind: 'transient',
    source: 'RFC 3463 X.3.1 and X.3.2: system full, or not accepting mail just now',
  },
  {
    reply: /^5/,
    text: /gr[ea]y-?list/i,
    kind: 'transient',
    source: 'greylisting that answers 5yz',
  },
  {
    reply: /^503$/,
    kind: 'transient',
    source: 'RFC 5321 section 4.2.3: the session was out of step, not the message',
  },

  // What the standard says.
  {
    reply: /^4/,
    kind: 'transient',
    source: 'RFC 5321 section 4.2.1: transient negative completion',
  },
  {
    reply: /^5/,
    kind: 'permanent',
    source: 'RFC 5321 section 4.2.1: permanent negative completion',
  },
];

/**
 * Reads a reply by RFC 5321 and its enhanced code by RFC 3463 (RFC 2034).
 * @param reply the server's lines, as received.
 * @returns undefined when it is no refusal: not 4yz or 5yz.
 */
export const verdictOnReply = (reply: string): ReplyVerdict | undefined => {
  const [, digits, enhanced] =
    /^([45]\d\d)(?!\d)(?:[ -]+([245]\.\d{1,3}\.\d{1,3})(?!\S))?/.exec(reply) ?? [];
  if (digits === undefined) return undefined;
  const rule = replyRules.find(
    (row) =>
      row.reply.test(digits) &&
      (row.enhanced === undefined || (enhanced !== undefined && row.enhanced.test(enhanced))) &&
      (row.text === undefined || row.text.test(reply)),
  );
  if (rule === undefined) return undefined;
  return {
    kind: rule.kind,
    code: enhanced === undefined ? digits : `${digits} ${enhanced}`,
    source: rule.source,
  };
};
