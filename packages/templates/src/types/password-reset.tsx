import type { z } from 'zod';
import { letter } from '../design/letter.ts';
import { Action, FinePrint, Paragraph, Rule, SpeltOut, Title } from '../design/parts.tsx';
import { reactTemplate } from '../design/react-template.ts';
import { Shell } from '../design/shell.tsx';
import { link, text, textOrNothing } from '../fields.ts';
import type { TemplatedType } from '../template.ts';
import { objectSchema } from '../variables.ts';
import { requestFor, userFields } from './event.ts';
import { greeting } from './greeting.ts';
import { tokenLink } from './token-link.ts';

const variables = {
  username: text(200).optional().describe('How the mail addresses the person.'),
  reset_link: link().meta({ sensitive: true, description: 'Where a new password is chosen.' }),
};

const say = {
  title: 'Reset your password',
  preheader: 'Choose a new password, or ignore this if you did not ask.',
  opening: (service: string) =>
    `Somebody, hopefully you, asked for a new password for your ${service} account. You can choose one now:`,
  button: 'Choose a new password',
  spelt: 'If the button does not work, copy this link into your browser:',
  otherwise:
    'You did not ask for this? Then ignore this email; your password stays as it is. Never pass the link on: whoever has it can set your password.',
  reason: (service: string) =>
    `You get this email because a new password was requested for your ${service} account.`,
};

const template = reactTemplate<z.infer<z.ZodObject<typeof variables>>>({
  name: 'password_reset',
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
      <Action href={context.reset_link}>{say.button}</Action>
      <Rule />
      <FinePrint>{say.spelt}</FinePrint>
      <SpeltOut href={context.reset_link} />
      <Rule />
      <FinePrint>{say.otherwise}</FinePrint>
    </Shell>
  ),
  text: (context) =>
    letter(
      [
        greeting(context.username),
        say.opening(context.service_name),
        context.reset_link,
        say.otherwise,
      ],
      say.reason(context.service_name),
    ),
});

export const passwordReset: TemplatedType = {
  type: 'password_reset',
  queue: 'critical',
  category: 'transactional',
  description: 'Carries the link under which a person chooses a new password.',
  variables: objectSchema(variables),
  subject: 'Password reset request',
  onByDefault: true,
  onAmbiguous: 'at_least_once',
  ttlSeconds: 60 * 60,
  allowsHtmlContent: false,
  causedBy: [
    {
      event: 'user.password_reset_requested',
      aliases: ['PasswordResetRequested'],
      fields: objectSchema({
        ...userFields,
        reset_token: text(1024).meta({ sensitive: true }),
        username: textOrNothing(200),
      }),
      sample: {
        userid: 'a1b2c3d4e5f6789012345678901234ab',
        email: 'ada@example.com',
        reset_token: 'reset-token-456',
        username: 'Ada Lovelace',
      },
      createsPreferences: false,
      toRequest: (fields, links) =>
        requestFor(fields, {
          username: fields.username,
          reset_link: tokenLink(links, 'reset', fields.reset_token),
        }),
    },
  ],
  samples: [
    { username: 'Ada Lovelace', reset_link: 'https://app.example.com/reset/77aa0c19f3' },
    {
      username: "Zoë O'Neill & <Co>",
      reset_link: 'https://accounts.example.org/reset?token=a%2Fb&from=mail',
    },
    { reset_link: 'https://app.example.com/reset/0d5e' },
  ],
  template,
};
