import type { z } from 'zod';
import { letter } from '../design/letter.ts';
import { FinePrint, Paragraph, Rule, Title } from '../design/parts.tsx';
import { reactTemplate } from '../design/react-template.ts';
import { Shell } from '../design/shell.tsx';
import { text } from '../fields.ts';
import type { TemplatedType } from '../template.ts';
import { objectSchema } from '../variables.ts';
import { requestFor, userFields } from './event.ts';
import { greeting } from './greeting.ts';

const variables = {
  username: text(200).optional().describe('How the mail addresses the person.'),
};

const say = {
  title: (service: string) => `Welcome to ${service}`,
  preheader: 'Your account is ready.',
  opening: 'It is good to have you with us. Your account is ready, and you can start right away.',
  promise: (service: string) =>
    `From here we write only when there is something worth knowing. Which emails ${service} sends you is yours to decide, in the settings of your account.`,
  closing: (service: string) => `Enjoy ${service}!`,
  reason: (service: string) => `You get this email because you opened an account at ${service}.`,
};

const template = reactTemplate<z.infer<z.ZodObject<typeof variables>>>({
  name: 'welcome',
  html: (context) => (
    <Shell
      context={context}
      title={say.title(context.service_name)}
      preheader={say.preheader}
      reason={say.reason(context.service_name)}
    >
      <Title>{say.title(context.service_name)}</Title>
      <Paragraph>{greeting(context.username)}</Paragraph>
      <Paragraph>{say.opening}</Paragraph>
      <Paragraph>{say.closing(context.service_name)}</Paragraph>
      <Rule />
      <FinePrint>{say.promise(context.service_name)}</FinePrint>
    </Shell>
  ),
  text: (context) =>
    letter(
      [
        greeting(context.username),
        say.opening,
        say.closing(context.service_name),
        say.promise(context.service_name),
      ],
      say.reason(context.service_name),
    ),
});

export const welcome: TemplatedType = {
  type: 'welcome',
  queue: 'standard',
  category: 'transactional',
  description: 'Greets a person whose account has just been opened.',
  variables: objectSchema(variables),
  subject: 'Welcome to {service_name}',
  onByDefault: true,
  onAmbiguous: 'at_most_once',
  ttlSeconds: 7 * 24 * 60 * 60,
  allowsHtmlContent: false,
  causedBy: [
    {
      event: 'user.welcome_requested',
      fields: objectSchema({ ...userFields, username: text(200) }),
      sample: {
        userid: 'a1b2c3d4e5f6789012345678901234ab',
        username: 'Ada Lovelace',
        email: 'ada@example.com',
      },
      createsPreferences: false,
      toRequest: (fields) => requestFor(fields, { username: fields.username }),
    },
  ],
  samples: [{ username: 'Ada Lovelace' }, { username: "Zoë O'Neill & <Co>" }, {}],
  template,
};
