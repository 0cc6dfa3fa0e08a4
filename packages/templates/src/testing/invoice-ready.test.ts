import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createCatalogue } from '../catalogue.ts';
import { createRenderer } from '../render.ts';
import { invoiceReady } from './invoice-ready.tsx';

test('the type that the README adds is this file, letter for letter', async () => {
  const readme = await readFile(new URL('../../../../README.md', import.meta.url), 'utf8');
  const file = await readFile(new URL('./invoice-ready.tsx', import.meta.url), 'utf8');

  expect(readme).toContain(`\`\`\`tsx\n${file}\`\`\``);
});

test('that one file is enough to accept, validate and render the type', async () => {
  const catalogue = createCatalogue([invoiceReady]);
  const renderer = createRenderer([invoiceReady], { serviceName: 'Acme' });

  const refused = catalogue
    .templateVariables('invoice_ready')
    ?.check({ invoice_number: '2026-17', invoice_link: 'javascript:alert(1)' }, 'refuse');
  const rendered = await renderer.render({
    type: 'invoice_ready',
    template: 'invoice_ready',
    variables: invoiceReady.samples[0],
  });

  expect(refused).toMatchObject({ ok: false, issues: [{ path: ['invoice_link'] }] });
  expect(rendered.subject).toBe('Invoice 2026-17');
  expect(rendered.html).toContain('https://app.example.com/i/17');
  expect(rendered.text).toContain('https://app.example.com/i/17');
});
