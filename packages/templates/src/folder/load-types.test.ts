import { describe, expect, test } from 'vitest';
import { createCatalogue } from '../catalogue.ts';
import { createRenderer } from '../render.ts';
import { goodMjml, goodYaml, typesFolder } from '../testing/types-folder.ts';
import { builtInTypes } from '../types/index.ts';
import { TypesFolderError } from './fault.ts';
import { loadTypes } from './load-types.ts';

const invoice = (changes: { readonly yaml?: string; readonly mjml?: string } = {}) =>
  typesFolder({
    'invoice_ready.yaml': changes.yaml ?? goodYaml,
    'invoice_ready.mjml': changes.mjml ?? goodMjml,
  });

const faultsOf = async (dir: string): Promise<readonly string[]> => {
  const error = await loadTypes({ dir }).catch((thrown: unknown) => thrown);
  if (!(error instanceof TypesFolderError)) throw new Error(`no faults were told: ${error}`);
  return error.faults.map(({ file, line, detail }) => `${file}:${line}: ${detail}`);
};

const declared = async (dir: string, name = 'invoice_ready') => {
  const types = await loadTypes({ dir });
  const found = types.find(({ type }) => type === name);
  if (!found) throw new Error(`${name} was not loaded`);
  return { types, found };
};

const render = async (dir: string, variables: Record<string, unknown>) => {
  const { types } = await declared(dir);
  const renderer = createRenderer(types, { serviceName: 'Acme' });
  await renderer.prepare();
  return renderer.render({ type: 'invoice_ready', template: 'invoice_ready', variables });
};

const link = 'https://app.example.com/i/1';

describe('a type from a folder', () => {
  test('is there beside the built-in ones, with all that its file says', async () => {
    const { types, found } = await declared(invoice());

    expect(types).toHaveLength(builtInTypes.length + 1);
    expect(found).toMatchObject({
      queue: 'standard',
      category: 'transactional',
      onByDefault: true,
      onAmbiguous: 'at_least_once',
      ttlSeconds: 7 * 86_400,
      allowsHtmlContent: false,
    });
    expect(found.variables.sensitive).toEqual(['invoice_link']);
    expect(found.variables.jsonSchema()).toMatchObject({
      required: ['invoice_number', 'invoice_link'],
      properties: { invoice_link: { format: 'uri', 'x-sensitive': true } },
    });
    expect(createCatalogue(types).causedBy('billing.invoice_ready')?.declaration).toBe(found);
  });

  test('has its variables checked like those of any type', async () => {
    const { found } = await declared(invoice());

    const checked = found.variables.check(
      { invoice_nmber: '1', invoice_link: 'javascript:alert(1)', note: 'a\u0000' },
      'refuse',
    );

    expect(checked).toMatchObject({
      ok: false,
      issues: [
        { path: ['invoice_number'], code: 'required' },
        { path: ['invoice_link'], code: 'invalid_value' },
        { path: ['note'], code: 'invalid_value' },
        {
          path: ['invoice_nmber'],
          code: 'unknown_field',
          detail: expect.stringContaining('did you mean invoice_number?'),
        },
      ],
    });
  });

  test('makes mails in both faces, the text derived, and escapes what it is given', async () => {
    const mail = await render(invoice(), {
      invoice_number: '<mj-include path="/etc/passwd" />{{ service_name }}',
      invoice_link: `${link}?a="onload=x`,
    });

    expect(mail.subject).toContain('Invoice <mj-include');
    expect(mail.html).toContain('&lt;mj-include path=');
    expect(mail.html).toContain('{{ service_name }}');
    expect(mail.html).not.toContain('"onload');
    expect(mail.text).toContain('of Acme is waiting');
    expect(mail.text).toContain(link);
  });

  test('takes its own text where there is one', async () => {
    const dir = typesFolder({
      'invoice_ready.yaml': goodYaml,
      'invoice_ready.mjml': goodMjml,
      'invoice_ready.txt': 'Plainly: {{ invoice_number }}\n',
    });

    const mail = await render(dir, { invoice_number: '17 & <18>', invoice_link: link });

    expect(mail.text).toBe('Plainly: 17 & <18>\n');
  });

  test('has another fingerprint as soon as any part of its template is another', async () => {
    const variables = { invoice_number: '1', invoice_link: link };
    // No sample shows this branch.
    const more = goodMjml.replace(
      '</mj-body>',
      '<mj-raw>{% if note == "x" %}!{% endif %}</mj-raw></mj-body>',
    );

    const one = await render(invoice(), variables);
    const other = await render(invoice({ mjml: more }), variables);

    expect(one.templateHash).not.toBe(other.templateHash);
  });

  test('is caused by its event, whose fields stay one step of a link', async () => {
    const { found } = await declared(invoice());
    const [event] = found.causedBy;

    const request = event?.toRequest(
      { userid: 'ada', email: 'ada@example.com', number: '7', token: '../x?y' },
      { appUrl: 'https://app.example.com' },
    );

    expect(request).toEqual({
      userId: 'ada',
      recipientEmail: 'ada@example.com',
      variables: {
        invoice_number: '7',
        invoice_link: 'https://app.example.com/invoices/..%2Fx%3Fy',
      },
    });
    expect(event?.fields.sensitive).toEqual(['token']);
  });

  test('takes the place of the built-in one of its name', async () => {
    const yaml =
      goodYaml.slice(0, goodYaml.indexOf('events:')) + goodYaml.slice(goodYaml.indexOf('samples:'));
    const dir = typesFolder({ 'welcome.yaml': yaml, 'welcome.mjml': goodMjml });

    const { types, found } = await declared(dir, 'welcome');

    expect(types.map(({ type }) => type)).toEqual(builtInTypes.map(({ type }) => type));
    expect(found.subject).toBe('Invoice {invoice_number}');
    expect(createCatalogue(types).causedBy('user.welcome_requested')).toBeUndefined();
  });

  test('may be missing: without a folder there are the built-in ones', async () => {
    expect(await loadTypes({ dir: undefined })).toBe(builtInTypes);
    expect(await loadTypes({ dir: typesFolder({ 'README.md': 'hello' }) })).toEqual(builtInTypes);
  });
});

const swap = (from: string | RegExp, to: string) => goodYaml.replace(from, to);

describe('a fault names file and line:', () => {
  test.each<readonly [string, string, string]>([
    ['a misspelt field', swap('ttl: 7d', 'tll: 7d'), '4: `tll` is not known; did you mean ttl?'],
    [
      'an unknown queue',
      swap('standard', 'standrad'),
      '1: `queue` must be one of critical, standard, bulk; did you mean standard?',
    ],
    ['a ttl without a unit', swap('7d', '7'), '4: `ttl` must be a time such as 30m, 24h or 7d'],
    [
      'a default that is no switch',
      swap('default: on', 'default: maybe'),
      '5: `default` must be on or off',
    ],
    ['a missing description', swap(/description.*\n/, ''), '1: `description` is required'],
    [
      'a subject with an unknown name',
      swap('{invoice_number}', '{invoice_nr}'),
      '3: the subject names {invoice_nr}, which is no variable',
    ],
    [
      'a subject with a secret',
      swap('Invoice {invoice_number}', 'See {invoice_link}'),
      '3: {invoice_link} is sensitive',
    ],
    [
      'an unknown keyword',
      swap('maxLength: 64 }', 'maxLenght: 64 }'),
      '11: `maxLenght` is not known; did you mean maxLength?',
    ],
    [
      'an unknown kind',
      swap('type: string, maxLength: 64', 'type: text'),
      '11: `type` must be one of string, integer',
    ],
    [
      'an unknown format',
      swap('format: uri', 'format: url'),
      '12: `format` must be one of uri, email, date-time',
    ],
    [
      'a required name nobody declared',
      swap('required: [invoice_number', 'required: [nothing'),
      '9: `required` names nothing',
    ],
    [
      'a reserved name',
      swap('    note:', '    service_name: { type: string }\n    note:'),
      '13: `service_name` is given by the installation',
    ],
    [
      'an open object',
      swap('  type: object', '  type: object\n  additionalProperties: true'),
      '9: `additionalProperties` can only be false',
    ],
    [
      'a pattern that is none',
      swap('maxLength: 64 }', 'pattern: "(" }'),
      '11: `pattern` is not a regular expression',
    ],
    [
      'an event that is no routing key',
      swap('billing.invoice_ready', 'InvoiceReady'),
      '15: `event` must be a routing key',
    ],
    [
      'an event of another type',
      swap('billing.invoice_ready', 'user.welcome_requested'),
      '15: the event user.welcome_requested already causes welcome',
    ],
    [
      'a mapping from nothing',
      swap('"{number}"', '"{nubmer}"'),
      '22: {nubmer} is not a field of the event; did you mean number?',
    ],
    [
      'a mapping to nothing',
      swap('      invoice_number: "{number}"', '      invoice_no: "{number}"'),
      '22: `invoice_no` is not known',
    ],
    [
      'an event without its sample',
      swap(', token: t0k/en', ''),
      '24: required: `token` is required',
    ],
    [
      'a sample that does not fit',
      swap('https://app.example.com/i/18', 'ftp://x'),
      '27: invalid_value: `invoice_link` must be',
    ],
    [
      'no samples',
      goodYaml.slice(0, goodYaml.indexOf('samples:')),
      '1: `samples` must list at least one',
    ],
    ['broken YAML', swap('queue: standard', 'queue: [standard'), 'is not valid YAML'],
    ['a file that is no mapping', 'hello', '1: must be a mapping'],
  ])('%s', async (_, yaml, fault) => {
    const faults = await faultsOf(invoice({ yaml }));

    expect(faults.join('\n')).toContain(fault);
  });

  const swapMjml = (from: string, to: string) => goodMjml.replace(from, to);

  test.each<readonly [string, string, string]>([
    ['an element MJML does not know', swapMjml('<mj-button ', '<mj-buton '), '7: '],
    [
      'an attribute MJML does not know',
      swapMjml('<mj-section>', '<mj-section colour="red">'),
      '3: ',
    ],
    [
      'an include',
      swapMjml('<mj-section>', '<mj-include path="./x.mjml" /><mj-section>'),
      '3: <mj-include> is off',
    ],
    [
      'an include of Liquid',
      swapMjml('{% if note %}', '{% include "x" %}{% if note %}'),
      '6: no file is ever included',
    ],
    [
      'a variable nobody declared',
      swapMjml('{{ invoice_number }}', '{{ invoice_nmber }}'),
      '5: {{ invoice_nmber }} is not a variable of this type; did you mean invoice_number?',
    ],
    [
      'one in a branch no sample takes',
      swapMjml('{{ note }}', '{% if note == "x" %}{{ nope }}{% endif %}'),
      '6: {{ nope }} is not a variable',
    ],
    [
      'an optional one without asking',
      swapMjml(
        '<mj-raw>{% if note %}</mj-raw><mj-text>{{ note }}</mj-text><mj-raw>{% endif %}</mj-raw>',
        '<mj-text>{{ note }}</mj-text>',
      ),
      '6: is not right in its Liquid: undefined variable: note, which a sample leaves out; write {% if note %} around it',
    ],
    [
      'a filter nobody knows',
      swapMjml('{{ note }}', '{{ note | raw }}'),
      '6: is not right in its Liquid: undefined filter: raw',
    ],
    ['a tag that is not closed', swapMjml('{% endif %}', ' '), '6: is not right in its Liquid'],
    [
      'a text that begins a link',
      swapMjml('{{ invoice_link }}', '{{ invoice_number }}'),
      '7: {{ invoice_number }} begins a link: give it `format: uri`, or write {{ invoice_number | link }}',
    ],
    [
      'a scheme that runs',
      swapMjml('{{ invoice_link }}', 'javascript:{{ invoice_number }}'),
      '7: a link must begin with https://',
    ],
    [
      'a host from a variable',
      swapMjml('{{ invoice_link }}', 'https://{{ invoice_number }}'),
      '7: a link must begin with https://',
    ],
    [
      'a tag in a link',
      swapMjml('{{ invoice_link }}', '{% if note %}{{ note }}{% endif %}'),
      '7: a link takes no tags',
    ],
    [
      'an attribute without quotes',
      swapMjml('"{{ invoice_link }}"', '{{ invoice_link }}'),
      '7: put quotes around',
    ],
    [
      'what MJML would drop',
      swapMjml('<mj-raw>{% if note %}</mj-raw>', '{% if note %}'),
      '6: MJML drops what stands between its elements: write <mj-raw>{% if note %}</mj-raw>',
    ],
    [
      'a script',
      swapMjml('<mj-section>', '<mj-raw><script>1</script></mj-raw><mj-section>'),
      '3: a mail runs no script',
    ],
  ])('%s', async (_, mjml, fault) => {
    const faults = await faultsOf(invoice({ mjml }));

    expect(faults.join('\n')).toContain(`invoice_ready.mjml:${fault}`);
  });

  test('files without the file they belong to', async () => {
    const dir = typesFolder({
      'alone.mjml': goodMjml,
      'invoice_ready.yaml': goodYaml,
      'Other-Type.yaml': goodYaml.replace('billing.', 'other.'),
      'Other-Type.mjml': goodMjml,
      'third.yml': goodYaml,
    });

    expect((await faultsOf(dir)).toSorted()).toEqual([
      expect.stringContaining('Other-Type.yaml:1: the name must be lower-case letters'),
      expect.stringContaining('alone.mjml:1: there is no alone.yaml beside it'),
      expect.stringContaining('invoice_ready.yaml:1: there is no invoice_ready.mjml beside it'),
      expect.stringContaining('third.yml:1: rename it to third.yaml'),
    ]);
  });

  test('all of them at once', async () => {
    const yaml = goodYaml.replace('ttl: 7d', 'ttl: soon').replace('default: on', 'default: 1');
    const faults = await faultsOf(invoice({ yaml, mjml: swapMjml('{{ note }}', '{{ nope }}') }));

    expect(faults).toHaveLength(3);
  });

  test('a folder that is not there', async () => {
    await expect(loadTypes({ dir: '/nowhere/types' })).rejects.toThrow('cannot be read');
  });
});
