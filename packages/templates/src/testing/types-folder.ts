import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const goodYaml = `queue: standard
description: Tells a customer that an invoice can be opened.
subject: Invoice {invoice_number}
ttl: 7d
default: on
on_ambiguous: at_least_once
variables:
  type: object
  required: [invoice_number, invoice_link]
  properties:
    invoice_number: { type: string, maxLength: 64 }
    invoice_link: { type: string, format: uri, sensitive: true }
    note: { type: string, maxLength: 500, multiline: true }
events:
  - event: billing.invoice_ready
    fields:
      required: [number, token]
      properties:
        number: { type: string, maxLength: 64 }
        token: { type: string, maxLength: 200, sensitive: true }
    variables:
      invoice_number: "{number}"
      invoice_link: "{app_url}/invoices/{token}"
    sample: { userid: ada, email: ada@example.com, number: "2026-17", token: t0k/en }
samples:
  - { invoice_number: "2026-17", invoice_link: https://app.example.com/i/17, note: Thank you }
  - { invoice_number: "2026-18", invoice_link: https://app.example.com/i/18 }
`;

export const goodMjml = `<mjml>
  <mj-body>
    <mj-section>
      <mj-column>
        <mj-text>Invoice {{ invoice_number }} of {{ service_name }} is waiting.</mj-text>
        <mj-raw>{% if note %}</mj-raw><mj-text>{{ note }}</mj-text><mj-raw>{% endif %}</mj-raw>
        <mj-button href="{{ invoice_link }}">Open the invoice</mj-button>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`;

/** A folder of types with these files, until the test ends. */
export const typesFolder = (files: Readonly<Record<string, string>>): string => {
  const folder = writeTypes(files);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** The same for those who remove it themselves. */
export const writeTypes = (files: Readonly<Record<string, string>>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-types-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
};
