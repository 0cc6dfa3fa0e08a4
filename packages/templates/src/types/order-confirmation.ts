import { z } from 'zod';
import { mjmlFile, mjmlTemplate } from '../design/mjml-template.ts';
import { currency, decimal, text } from '../fields.ts';
import type { TemplatedType } from '../template.ts';
import { objectSchema } from '../variables.ts';

const item = z.strictObject({
  name: text(200),
  quantity: z.int().min(1).max(999_999),
  price: decimal().describe('As it shall be shown, without the currency.'),
});

export const orderConfirmation: TemplatedType = {
  type: 'order_confirmation',
  queue: 'standard',
  category: 'transactional',
  description: 'Confirms an order, with its items and the total.',
  variables: objectSchema({
    order_number: text(64),
    items: z.array(item).min(1).max(200),
    total: decimal(),
    currency: currency(),
  }),
  subject: 'Your order {order_number}',
  onByDefault: true,
  onAmbiguous: 'at_least_once',
  ttlSeconds: 72 * 60 * 60,
  allowsHtmlContent: false,
  // `notification.requested` can ask for any type; it belongs to none.
  causedBy: [],
  samples: [
    {
      order_number: 'A-10042',
      items: [
        { name: 'Fountain pen, medium nib', quantity: 1, price: '39.00' },
        { name: 'Ink, midnight blue', quantity: 2, price: '8.90' },
        { name: 'Notebook, dotted', quantity: 1, price: '12.50' },
      ],
      total: '69.30',
      currency: 'EUR',
    },
    {
      order_number: '2027/000-7 <b>',
      items: [{ name: 'Tea & "Biscuits"', quantity: 12, price: '0.5' }],
      total: '0.75',
      currency: 'USD',
    },
  ],
  template: mjmlTemplate({
    name: 'order_confirmation',
    title: 'Your order {{ order_number }}',
    mjml: mjmlFile('order_confirmation.mjml'),
    text: mjmlFile('order_confirmation.txt'),
  }),
};
