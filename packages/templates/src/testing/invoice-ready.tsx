import type { z } from 'zod';
import { letter } from '../design/letter.ts';
import { Action, Paragraph, Title } from '../design/parts.tsx';
import { reactTemplate } from '../design/react-template.ts';
import { Shell } from '../design/shell.tsx';
import { link, text } from '../fields.ts';
import type { TemplatedType } from '../template.ts';
import { objectSchema } from '../variables.ts';

const variables = {
  invoice_number: text(64),
  invoice_link: link().meta({ sensitive: true }),
};

const reason = (service: string) => `You get this email because you are a customer of ${service}.`;

const template = reactTemplate<z.infer<z.ZodObject<typeof variables>>>({
  name: 'invoice_ready',
  html: (context) => (
    <Shell
      context={context}
      title="Your invoice is ready"
      preheader="It is waiting for you."
      reason={reason(context.service_name)}
    >
      <Title>Your invoice is ready</Title>
      <Paragraph>Invoice {context.invoice_number} is waiting for you.</Paragraph>
      <Action href={context.invoice_link}>Open the invoice</Action>
    </Shell>
  ),
  text: (context) =>
    letter(
      [`Invoice ${context.invoice_number} is waiting for you:`, context.invoice_link],
      reason(context.service_name),
    ),
});

export const invoiceReady: TemplatedType = {
  type: 'invoice_ready',
  queue: 'standard',
  category: 'transactional',
  description: 'Tells a customer that an invoice can be opened.',
  variables: objectSchema(variables),
  subject: 'Invoice {invoice_number}',
  onByDefault: true,
  onAmbiguous: 'at_least_once',
  ttlSeconds: 7 * 24 * 60 * 60,
  allowsHtmlContent: false,
  causedBy: [],
  samples: [
    { invoice_number: '2026-17', invoice_link: 'https://app.example.com/i/17' },
    { invoice_number: '2026-18', invoice_link: 'https://app.example.com/i/18' },
  ],
  template,
};
