import type { z } from 'zod';
import { letter } from '../design/letter.ts';
import { Facts, FinePrint, Notice, Paragraph, Rule, Title } from '../design/parts.tsx';
import { reactTemplate } from '../design/react-template.ts';
import { Shell } from '../design/shell.tsx';
import { momentOrNothing, multiline, text, textOrNothing, timestamp } from '../fields.ts';
import { spokenInstant } from '../instant.ts';
import type { TemplatedType } from '../template.ts';
import { objectSchema } from '../variables.ts';
import { requestFor, userFields } from './event.ts';
import { greeting } from './greeting.ts';

const variables = {
  username: text(200).optional().describe('How the mail addresses the person.'),
  alert_message: multiline(2000).describe('What happened, in a sentence or a few.'),
  ip: text(64).optional().describe('The address it came from.'),
  occurred_at: timestamp().optional().describe('When it happened; without an offset it is UTC.'),
};

type Variables = z.infer<z.ZodObject<typeof variables>>;

const say = {
  title: 'Security alert',
  preheader: 'Something happened in your account that you should know about.',
  opening: (service: string) =>
    `Something happened in your ${service} account that you should know about:`,
  yours: 'If this was you, there is nothing to do.',
  otherwise:
    'If it was not you, change your password now and look through the recent activity in your account.',
  caution: 'We never ask for your password by email.',
  reason: (service: string) =>
    `You get this email because it concerns the safety of your ${service} account.`,
};

const factsOf = ({ occurred_at, ip }: Variables): readonly (readonly [string, string])[] => [
  ...(occurred_at === undefined ? [] : [['Time', occurred_at] as const]),
  ...(ip === undefined ? [] : [['IP address', ip] as const]),
];

const template = reactTemplate<Variables>({
  name: 'security_alert',
  present: (variables) =>
    variables.occurred_at === undefined
      ? variables
      : { ...variables, occurred_at: spokenInstant(variables.occurred_at) },
  html: (context) => (
    <Shell
      context={context}
      title={say.title}
      preheader={say.preheader}
      reason={say.reason(context.service_name)}
    >
      <Title>{say.title}</Title>
      <Paragraph>{greeting(context.username)}</Paragraph>
      <Paragraph>{say.opening(context.service_name)}</Paragraph>
      <Notice>{context.alert_message}</Notice>
      <Facts facts={factsOf(context)} />
      <Paragraph>{`${say.yours} ${say.otherwise}`}</Paragraph>
      <Rule />
      <FinePrint>{say.caution}</FinePrint>
    </Shell>
  ),
  text: (context) => {
    const facts = factsOf(context).map(([name, value]) => `${name}: ${value}`);
    return letter(
      [
        greeting(context.username),
        say.opening(context.service_name),
        context.alert_message,
        facts.length === 0 ? undefined : facts.join('\n'),
        `${say.yours} ${say.otherwise}`,
        say.caution,
      ],
      say.reason(context.service_name),
    );
  },
});

export const securityAlert: TemplatedType = {
  type: 'security_alert',
  queue: 'critical',
  category: 'transactional',
  description: 'Tells a person what happened in their account.',
  variables: objectSchema(variables),
  subject: 'Security alert',
  onByDefault: true,
  onAmbiguous: 'at_least_once',
  ttlSeconds: 72 * 60 * 60,
  allowsHtmlContent: false,
  causedBy: [
    {
      event: 'user.security_alert_requested',
      fields: objectSchema({
        ...userFields,
        alert_message: multiline(2000),
        username: textOrNothing(200),
        ip: textOrNothing(64),
        occurred_at: momentOrNothing(),
      }),
      sample: {
        userid: 'a1b2c3d4e5f6789012345678901234ab',
        email: 'ada@example.com',
        alert_message: 'Your password was changed.',
        username: 'Ada Lovelace',
        ip: '203.0.113.7',
        occurred_at: '2026-05-03T10:14:00Z',
      },
      createsPreferences: false,
      toRequest: (fields) =>
        requestFor(fields, {
          username: fields.username,
          alert_message: fields.alert_message,
          ip: fields.ip,
          occurred_at: written(fields.occurred_at),
        }),
    },
  ],
  samples: [
    {
      username: 'Ada Lovelace',
      alert_message: 'A new device signed in to your account: Firefox on Linux, near Lisbon.',
      ip: '203.0.113.7',
      occurred_at: '2026-05-03T10:14:00Z',
    },
    {
      username: "Zoë O'Neill & <Co>",
      alert_message: 'Your password was changed.\nAll "other" sessions were signed out.',
      ip: '2001:db8::7',
      occurred_at: '2027-11-21T23:05:09+02:00',
    },
    { alert_message: 'Two-step verification was switched off.' },
  ],
  template,
};

/** Seconds since 1970 become text; text stays. */
function written(moment: unknown): unknown {
  return typeof moment === 'number' ? new Date(moment * 1000).toISOString() : moment;
}
