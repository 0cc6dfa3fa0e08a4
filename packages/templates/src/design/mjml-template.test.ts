import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contextOf } from '../context.ts';
import { mjmlTemplate } from './mjml-template.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postroom-mjml-'));
});
afterAll(() => rm(folder, { recursive: true }));

const body = (content: string) =>
  `<mjml><mj-body><mj-section><mj-column>${content}</mj-column></mj-section></mj-body></mjml>`;

const templateOf = async (name: string, mjml: string, text = 'x') => {
  await writeFile(join(folder, `${name}.mjml`), mjml);
  await writeFile(join(folder, `${name}.txt`), text);
  return mjmlTemplate({
    name,
    title: 'T',
    mjml: pathToFileURL(join(folder, `${name}.mjml`)),
    text: pathToFileURL(join(folder, `${name}.txt`)),
  });
};

const context = (variables = {}) =>
  contextOf({ variables, serviceName: 'Postroom', unsubscribeUrl: null });

test('what is no MJML is refused, naming the file', async () => {
  const template = await templateOf('bad_mjml', body('<mj-texxt>x</mj-texxt>'));

  await expect(template.full(context())).rejects.toThrow(
    /bad_mjml\.mjml is not valid MJML.*texxt/s,
  );
});

test('what is no Liquid is refused, naming the file', async () => {
  const html = await templateOf('bad_liquid', body('<mj-text>{% for %}</mj-text>'));
  const text = await templateOf('bad_text', body('<mj-text>x</mj-text>'), '{{ a | nonsense }}');

  await expect(html.full(context())).rejects.toThrow(/bad_liquid\.mjml is not valid Liquid/);
  await expect(text.full(context())).rejects.toThrow(/bad_text\.txt is not valid Liquid/);
});

test.each(['raw', 'sample', 'date'])(
  'the filter %s, which breaks a promise, is none',
  async (filter) => {
    const template = await templateOf(
      `with_${filter}`,
      body(`<mj-text>{{ a | ${filter} }}</mj-text>`),
    );

    await expect(template.full(context({ a: 'x' }))).rejects.toThrow(`undefined filter: ${filter}`);
  },
);

test.each(['include', 'render', 'layout'])('{%% %s %%} reads no file', async (tag) => {
  const source = body(`<mj-text>{% ${tag} "/etc/hostname" %}</mj-text>`);
  const template = await templateOf(`with_${tag}`, source);

  await expect(template.full(context())).rejects.toThrow(/hostname/);
});

test('mj-include reads no file', async () => {
  await writeFile(join(folder, 'part.mjml'), '<mj-text>included words</mj-text>');
  const template = await templateOf('with_mj_include', body('<mj-include path="./part.mjml" />'));

  const outcome = await template.full(context()).then(
    ({ html }) => html,
    (fault: Error) => fault.message,
  );

  expect(outcome).not.toContain('included words');
});

test('a variable that nobody gave is a fault, not a gap', async () => {
  const template = await templateOf('gap', body('<mj-text>{{ nobody }}</mj-text>'));

  await expect(template.full(context())).rejects.toThrow('undefined variable: nobody');
});
