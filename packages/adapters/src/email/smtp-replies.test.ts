import { describe, expect, it } from 'vitest';
import { replyRules, verdictOnReply } from './smtp-replies.ts';

type Kind = 'permanent' | 'transient' | 'throttled' | 'unreachable';

const replies: readonly (readonly [string, Kind, string])[] = [
  // Recipients.
  ['550 5.1.1 The email account that you tried to reach does not exist', 'permanent', '550 5.1.1'],
  ['550 5.1.10 RESOLVER.ADR.RecipientNotFound', 'permanent', '550 5.1.10'],
  ['550 User unknown', 'permanent', '550'],
  ['551 5.1.6 User has moved', 'permanent', '551 5.1.6'],
  ['553 5.1.3 The recipient address is not a valid address', 'permanent', '553 5.1.3'],
  ['553 5.1.2 We could not find the recipient domain', 'permanent', '553 5.1.2'],
  ['501 5.1.3 Bad recipient address syntax', 'permanent', '501 5.1.3'],
  ['550 5.2.1 The email account is disabled', 'permanent', '550 5.2.1'],
  ['550 5.4.1 Recipient address rejected: Access denied', 'permanent', '550 5.4.1'],
  ['550 5.4.6 Routing loop detected', 'permanent', '550 5.4.6'],
  ['556 5.1.10 Recipient domain accepts no mail', 'permanent', '556 5.1.10'],
  ['521 5.3.2 example.com does not accept mail', 'permanent', '521 5.3.2'],
  ['521 Host does not accept mail', 'permanent', '521'],

  // Full mailboxes, for a while.
  ['452 4.2.2 The email account is over quota', 'transient', '452 4.2.2'],
  ['552 5.2.2 The email account is over quota', 'transient', '552 5.2.2'],
  ['550 5.2.2 Mailbox full', 'transient', '550 5.2.2'],
  ['554 Mailbox is full', 'transient', '554'],
  ['550 Quota exceeded (mailbox for user is full)', 'transient', '550'],
  ['552 Requested mail action aborted: exceeded storage allocation', 'transient', '552'],
  ['552 5.2.2 Message quota exceeded for this user', 'transient', '552 5.2.2'],
  ['422 4.2.2 Recipient mailbox is full', 'transient', '422 4.2.2'],

  // Too big, for ever.
  ['552 5.3.4 Message size exceeds fixed limit', 'permanent', '552 5.3.4'],
  ['552 5.2.3 Message too long for this mailbox', 'permanent', '552 5.2.3'],
  ['552 Message size exceeds maximum permitted', 'permanent', '552'],

  // Policy.
  ['550 5.7.1 Message rejected due to content restrictions', 'permanent', '550 5.7.1'],
  ['550 5.7.26 Unauthenticated email is not accepted due to DMARC', 'permanent', '550 5.7.26'],
  [
    '550-5.7.1 Our system has detected that this message is\n550 5.7.1 spam',
    'permanent',
    '550 5.7.1',
  ],
  ['554 5.7.1 Service unavailable; Client host blocked using zen', 'permanent', '554 5.7.1'],
  ['554 5.7.1 Relay access denied', 'permanent', '554 5.7.1'],
  ['571 5.7.1 Blocked', 'permanent', '571 5.7.1'],
  ['554 Transaction failed', 'permanent', '554'],

  // Greylisting and trouble at the other side.
  ['450 4.2.0 Greylisted, see the help page', 'transient', '450 4.2.0'],
  ['451 4.7.1 Greylisting in action, please come back later', 'transient', '451 4.7.1'],
  ['450 4.7.1 Recipient address rejected: Greylisted for 5 minutes', 'transient', '450 4.7.1'],
  ['550 5.7.1 Greylisted, try again', 'transient', '550 5.7.1'],
  ['450 4.1.1 Mailbox temporarily unavailable', 'transient', '450 4.1.1'],
  ['450 4.1.8 Sender domain not found just now', 'transient', '450 4.1.8'],
  ['451 4.3.0 Error: queue file write error', 'transient', '451 4.3.0'],
  ['451 Requested action aborted: local error in processing', 'transient', '451'],
  ['452 4.3.1 Insufficient system storage', 'transient', '452 4.3.1'],
  ['452 4.5.3 Too many recipients', 'transient', '452 4.5.3'],
  ['455 4.5.4 Server unable to accommodate parameters', 'transient', '455 4.5.4'],
  ['451 4.4.1 No answer from host', 'transient', '451 4.4.1'],
  ['554 5.3.2 System not accepting network messages', 'transient', '554 5.3.2'],
  ['553 5.3.1 Mail system full', 'transient', '553 5.3.1'],
  ['503 5.5.1 Bad sequence of commands', 'transient', '503 5.5.1'],
  ['450 5.1.1 The first digit rules', 'transient', '450 5.1.1'],

  // Pace.
  ['421 4.7.0 Try again later, closing connection', 'throttled', '421 4.7.0'],
  ['421 4.7.28 Our system has detected an unusual rate of mail', 'throttled', '421 4.7.28'],
  ['421 4.7.0 [TSS04] Messages temporarily deferred', 'throttled', '421 4.7.0'],
  ['450 4.2.1 The user is receiving mail at a rate that prevents more', 'throttled', '450 4.2.1'],
  ['451 4.7.650 The mail server has been temporarily rate limited', 'throttled', '451 4.7.650'],
  ['454 Throttling failure: Maximum sending rate exceeded.', 'throttled', '454'],
  ['454 Throttling failure: Daily message quota exceeded.', 'throttled', '454'],
  ['450 4.7.1 Error: too much mail from 192.0.2.1', 'throttled', '450 4.7.1'],
  ['421 4.3.2 Too many concurrent SMTP connections', 'throttled', '421 4.3.2'],
  ['432 4.3.2 Concurrent connections limit exceeded', 'throttled', '432 4.3.2'],
  ['451 4.4.5 Mail server congested', 'throttled', '451 4.4.5'],
  ['550 5.4.5 Daily user sending limit exceeded', 'throttled', '550 5.4.5'],
  ['550 5.4.5 Come back tomorrow', 'throttled', '550 5.4.5'],
  ['554 5.7.0 Too many messages from you', 'throttled', '554 5.7.0'],

  // The server, or our account at it.
  ['421 4.3.0 Service shutting down', 'unreachable', '421 4.3.0'],
  ['421 Service not available, closing transmission channel', 'unreachable', '421'],
  ['530 5.7.0 Must issue a STARTTLS command first', 'unreachable', '530 5.7.0'],
  ['530 Authentication required', 'unreachable', '530'],
  ['534 5.7.9 Application-specific password required', 'unreachable', '534 5.7.9'],
  ['535 5.7.8 Username and password not accepted', 'unreachable', '535 5.7.8'],
  ['538 5.7.11 Encryption required for mechanism', 'unreachable', '538 5.7.11'],
  ['454 4.7.0 Temporary authentication failure', 'unreachable', '454 4.7.0'],
  ['454 TLS not available due to temporary reason', 'unreachable', '454'],
  ['432 4.7.12 A password transition is needed', 'unreachable', '432 4.7.12'],
  ['530 5.7.57 Client was not authenticated to send mail', 'unreachable', '530 5.7.57'],
  ['550 5.7.8 Bad credentials', 'unreachable', '550 5.7.8'],
  ['550 5.7.1 Client was not authenticated', 'unreachable', '550 5.7.1'],
  ['554 5.7.1 Authentication required to relay', 'unreachable', '554 5.7.1'],

  // What no standard knows follows its first digit.
  ['499 whatever', 'transient', '499'],
  ['599 whatever', 'permanent', '599'],
];

describe('what a reply means', () => {
  it.each(replies)('%s: %s', (reply, kind, code) => {
    expect(verdictOnReply(reply)).toMatchObject({ kind, code });
  });

  it.each(['250 2.0.0 Ok', '354 go on', '', 'hello', '55', '5500 no'])(
    '"%s" is no refusal',
    (reply) => {
      expect(verdictOnReply(reply)).toBeUndefined();
    },
  );

  it('every three-digit refusal has a meaning, whatever follows', () => {
    const digits = Array.from({ length: 200 }, (_, i) => String(400 + i));

    expect(digits.filter((code) => verdictOnReply(code) === undefined)).toEqual([]);
  });

  it('every row names its source and decides at least one of the replies above', () => {
    const deciding = new Set(replies.map(([reply]) => verdictOnReply(reply)?.source));

    expect(replyRules.filter(({ source }) => source.length < 10)).toEqual([]);
    expect(replyRules.filter(({ source }) => !deciding.has(source))).toEqual([]);
  });
});
