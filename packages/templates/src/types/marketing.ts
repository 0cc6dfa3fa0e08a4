import { mjmlFile, mjmlTemplate } from '../design/mjml-template.ts';
import { link, multiline, text } from '../fields.ts';
import type { TemplatedType } from '../template.ts';
import { objectSchema } from '../variables.ts';

export const marketing: TemplatedType = {
  type: 'marketing',
  queue: 'bulk',
  category: 'marketing',
  description: 'News and offers, for people who asked for them.',
  variables: objectSchema({
    headline: text(150).describe('The title and, unless another is given, the subject.'),
    body: multiline(20_000).describe('Plain text; line breaks are kept.'),
    cta_label: text(60).describe('What the button says.'),
    cta_link: link().describe('Where the button leads.'),
  }),
  subject: '{headline}',
  onByDefault: false,
  onAmbiguous: 'at_most_once',
  ttlSeconds: 7 * 24 * 60 * 60,
  allowsHtmlContent: true,
  // `notification.requested` can ask for any type; it belongs to none.
  causedBy: [],
  samples: [
    {
      headline: 'Autumn has arrived in the shop',
      body: 'The days are getting shorter, and the evenings longer: the best time of the year to write a letter.\n\nUntil Sunday, every ink in the shop comes with a sampler of handmade paper.',
      cta_label: 'See the new inks',
      cta_link: 'https://shop.example.com/inks?from=mail&season=autumn',
    },
    {
      headline: 'Tea & "Biscuits" <now>',
      body: "It's here.",
      cta_label: 'Have a look',
      cta_link: 'mailto:shop@example.org',
    },
  ],
  template: mjmlTemplate({
    name: 'marketing',
    title: '{{ headline }}',
    mjml: mjmlFile('marketing.mjml'),
    text: mjmlFile('marketing.txt'),
  }),
};
