import type { z } from 'zod';
import { letter } from '../design/letter.ts';
import { Action, FinePrint, Paragraph, Rule, SpeltOut, Title } from '../design/parts.tsx';
import { reactTemplate } from '../design/react-template.ts';
import { Shell } from '../design/shell.tsx';
import { link, text } from '../fields.ts';
import type { TemplatedType } from '../template.ts';
import { objectSchema } from '../variables.ts';
import { requestFor, userFields } from './event.ts';
import { greeting } from './greeting.ts';
import { tokenLink } from './token-link.ts';

const variables = {
  username: text(200).describe('How the mail addresses the person.'),
  verification_link: link().meta({
    sensitive: true,
    description: 'Where the address is verified.',
  }),
};

const say = {
  title: 'Verify your email address',
  preheader: 'One click and your address is confirmed.',
  opening: (service: string) =>
    `Thank you for signing up for ${service}. Please confirm that this address is yours, so that we can reach you when it matters.`,
  button: 'Verify email address',
  spelt: 'If the button does not work, copy this link into your browser:',
  otherwise: 'You did not sign up? Then ignore this email; nothing happens without your click.',
  reason: (service: string) =>
    `You get this email because this address was used to sign up for ${service}.`,
};

const template = reactTemplate<z.infer<z.ZodObject<typeof variables>>>({
  name: 'email_verification',
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
      <Action href={context.verification_link}>{say.button}</Action>
      <Rule />
      <FinePrint>{say.spelt}</FinePrint>
      <SpeltOut href={context.verification_link} />
      <Rule />
      <FinePrint>{say.otherwise}</FinePrint>
    </Shell>
  ),
  text: (context) =>
    letter(
      [
        greeting(context.username),
        say.opening(context.service_name),
        `${say.button}:\n${context.verification_link}`,
        say.otherwise,
      ],
      say.reason(context.service_name),
    ),
});

export const emailVerification: TemplatedType = {
  type: 'email_verification',
  queue: 'critical',
  category: 'transactional',
  description: 'Asks a person to confirm that an address is theirs.',
  variables: objectSchema(variables),
  subject: 'Please verify your email address',
  onByDefault: true,
  onAmbiguous: 'at_least_once',
  ttlSeconds: 24 * 60 * 60,
  allowsHtmlContent: false,
  causedBy: [
    {
      event: 'user.email_verification_requested',
      fields: objectSchema({
        ...userFields,
        username: text(200),
        verify_token: text(1024).meta({ sensitive: true }),
      }),
      sample: {
        userid: 'a1b2c3d4e5f6789012345678901234ab',
        username: 'Ada Lovelace',
        email: 'ada@example.com',
        verify_token: 'verification-token-123',
      },
      createsPreferences: true,
      toRequest: (fields, links) =>
        requestFor(fields, {
          username: fields.username,
          verification_link: tokenLink(links, 'verify', fields.verify_token),
        }),
    },
  ],
  samples: [
    {
      username: 'Ada Lovelace',
      verification_link: 'https://app.example.com/verify/2f9c1b7e04d8',
    },
    {
      username: "Zoë O'Neill & <Co>",
      verification_link: 'https://accounts.example.org/verify?token=a%2Fb&from=mail',
    },
  ],
  template,
};
