import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInTypes, createCatalogue, loadTypes } from '@postroom/templates';
import { expect, test } from 'vitest';
import { createTestApi } from '../../testing/test-api.ts';
import { createValidator } from '../../testing/validator.ts';
import { guidePage } from './page.ts';
import { languages } from './snippets/languages.ts';
import { typeFiles } from './type-files.ts';

const catalogue = createCatalogue(builtInTypes);
/** With everything that one of the languages has to spell in its own way. */
const body = {
  notification_type: 'welcome',
  recipient_email: 'ada@example.com',
  template_vars: { username: 'O\'Neil "Ada" \\ `x`\n"""' },
};

/** The literal of a program, read as its language reads it. */
const literalOf: Readonly<Record<string, (program: string) => string>> = {
  curl: (program) => between(program, "-d '", /'\n$/).replaceAll(String.raw`'\''`, "'"),
  python: (program) => between(program, ' = ', /^}$/m).concat('}'),
  go: (program) => between(program, ' = `', /`\n/),
  java: (program) =>
    between(program, '"""', /(?<!\\)""";/)
      .replaceAll('\\"""', '"""')
      .replaceAll('\\\\', '\\'),
};

const between = (text: string, start: string, end: RegExp): string => {
  const rest = text.slice(text.indexOf(start) + start.length);
  return rest.slice(0, rest.search(end));
};

test.each(languages.map((language) => [language.label, language] as const))(
  'what a program in %s hands in is the body that it was made for',
  (_, language) => {
    const read = literalOf[language.name];

    expect(JSON.parse(read?.(language.send(body)) ?? '')).toEqual(body);
    const published = language.publish?.('user.welcome_requested', body);
    if (published !== undefined) expect(JSON.parse(read?.(published) ?? '')).toEqual(body);
  },
);

test('every program on the page hands in what the document allows', async () => {
  const document = (await createTestApi().call('/openapi.json')).json;
  const events = (await createTestApi().call('/asyncapi.json')).json.components.messages;
  const page = guidePage(catalogue, '/try');
  const programs = [...page.matchAll(/data-snippet="(send|publish)-(\w+)"><code>([^<]*)</g)];

  const faultsOfSend = createValidator(document);
  const faultsOfEvent = createValidator({});
  const faults = programs.map(([, what = '', language = '', html = '']) => {
    const sent = JSON.parse(literalOf[language]?.(unescaped(html)) ?? '');
    if (what === 'send') return faultsOfSend({ $ref: '#/components/schemas/SendRequest' }, sent);
    const event = Object.values<{ title: string; payload: object }>(events).find(({ title }) =>
      html.includes(title),
    );
    return faultsOfEvent(event?.payload ?? {}, sent);
  });

  expect(programs.length).toBe(7);
  expect(faults.flat()).toEqual([]);
}, 60_000);

const unescaped = (html: string): string =>
  html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

test('the type that the page shows is one that a folder may declare', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'postroom-guide-'));
  for (const [name, text] of Object.entries(typeFiles)) await writeFile(join(dir, name), text);

  const types = await loadTypes({ dir });

  await rm(dir, { recursive: true });
  expect(types.map(({ type }) => type)).toContain('parcel_ready');
});

test('every link within the page leads somewhere', () => {
  const page = guidePage(catalogue, '/try');

  const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
  expect(targets.length).toBeGreaterThan(8);
  expect(targets.filter((id) => !page.includes(`id="${id}"`))).toEqual([]);
});
