import { rmSync } from 'node:fs';
import type { JsonObject } from '@postroom/domain';
import fc from 'fast-check';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { contextOf } from '../context.ts';
import { reactTemplate } from '../design/react-template.ts';
import { loadTypes } from '../folder/load-types.ts';
import type { Stretch, TemplatedType } from '../template.ts';
import { goodMjml, goodYaml, writeTypes } from '../testing/types-folder.ts';
import { builtInTypes } from '../types/index.ts';
import { welcome } from '../types/welcome.tsx';
import { createCompiler } from './compiler.ts';

const serviceName = "Letters & Co's";

const compilerOf = (type: TemplatedType, full = type.template.full) =>
  createCompiler(type, { serviceName, full });

const contextWith = (variables: JsonObject, unsubscribeUrl: string | null = null) =>
  contextOf({ variables, serviceName, unsubscribeUrl });

const textOf = (stretches: readonly Stretch[] | undefined) =>
  stretches?.map(({ text }) => text).join('');

const folder = writeTypes({ 'invoice_ready.yaml': goodYaml, 'invoice_ready.mjml': goodMjml });
afterAll(() => rmSync(folder, { recursive: true }));
const [invoice] = (await loadTypes({ dir: folder })).filter(({ type }) => type === 'invoice_ready');
if (invoice === undefined) throw new Error('the folder did not give its type');

/** One whose text is derived from its HTML is among them. */
const types = [...builtInTypes, invoice];

const line = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 40 })
  .map((text) => `x${text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, ' ')}`);
const decimal = fc.integer({ min: 0, max: 99_999 }).map((cents) => (cents / 100).toFixed(2));
const anyOf: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  username: line,
  ip: line,
  alert_message: fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n')),
  occurred_at: fc
    .date({ min: new Date(0), max: new Date('2099-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  reset_link: fc.webUrl({ withQueryParameters: true, withFragments: true }),
  verification_link: fc.webUrl({ withQueryParameters: true, withFragments: true }),
  invoice_link: fc.webUrl({ withQueryParameters: true, withFragments: true }),
  cta_link: fc.webUrl({ withQueryParameters: true, withFragments: true }),
  body: fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n')),
  total: decimal,
  currency: fc.constantFrom('EUR', 'USD'),
  items: fc.array(
    fc.record({ name: line, quantity: fc.integer({ min: 1, max: 9 }), price: decimal }),
    {
      minLength: 1,
      maxLength: 5,
    },
  ),
};

const requiredIn = ({ variables }: TemplatedType): string[] => {
  const { required } = variables.jsonSchema();
  return Array.isArray(required) ? required.map(String) : [];
};

/** Valid variables of a type, with any of the optional ones left out. */
const variablesOf = (type: TemplatedType): fc.Arbitrary<JsonObject> =>
  fc
    .record(Object.fromEntries(type.variables.names.map((name) => [name, anyOf[name] ?? line])), {
      requiredKeys: requiredIn(type),
    })
    // Each is valid by itself, or the check below says that it is not.
    .map((variables) => variables as JsonObject)
    .filter((variables) => type.variables.check(variables, 'refuse').ok);

describe('a compiled template', () => {
  test.each(types)('gives the bytes of the full render: $type', async (type) => {
    const compiler = compilerOf(type);
    const urls = fc.option(fc.webUrl({ withQueryParameters: true }));

    await fc.assert(
      fc.asyncProperty(variablesOf(type), urls, async (variables, unsubscribeUrl) => {
        const context = contextWith(variables, unsubscribeUrl);
        const { html, text, stretches } = await compiler.draw(context);

        expect({ html, text }).toEqual(await type.template.full(context));
        if (stretches)
          expect([html, text]).toEqual([textOf(stretches.html), textOf(stretches.text)]);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  test.each(types)('is as inert as the full render, round every check: $type', async (type) => {
    const compiler = compilerOf(type);
    const [sample] = type.samples;

    for (const attack of [
      'javascript:alert(1)',
      '"><script>',
      "' on='x",
      '{{ x }}',
      ' ',
      '',
      'a\nb',
    ]) {
      for (const name of type.variables.names.filter((each) => each !== 'items')) {
        const context = contextWith({ ...sample, [name]: attack }, 'https://p.example/u');
        const { html, text } = await compiler.draw(context);

        expect({ html, text }).toEqual(await type.template.full(context));
      }
    }
  });

  test.each(types)('is never rendered in full: $type', async (type) => {
    const full = vi.fn(type.template.full);
    const compiler = compilerOf(type, full);

    for (const sample of type.samples) {
      await compiler.draw(contextWith(sample));
      await compiler.draw(contextWith(sample, 'https://p.example/u?a=1&b=2'));
    }

    expect(full).not.toHaveBeenCalled();
  });

  test.each(types)('has the same fixed stretches in every mail: $type', async (type) => {
    const compiler = compilerOf(type);
    const fixedOf = async (variables: JsonObject) => {
      const { stretches } = await compiler.draw(contextWith(variables));
      return [...(stretches?.html ?? []), ...(stretches?.text ?? [])].filter(
        ({ isFixed }) => isFixed,
      );
    };

    const once = await fixedOf(type.samples[0]);
    const again = await fixedOf(type.samples[0]);

    expect(once.length).toBeGreaterThan(1);
    expect(again.every((stretch, index) => stretch === once[index])).toBe(true);
  });
});

describe('a template is rendered in full', () => {
  type Named = { readonly username?: string };

  /** A type like `welcome` whose HTML is the given function of the name. */
  const drawing = (show: (username: string | undefined) => string): TemplatedType => ({
    ...welcome,
    template: reactTemplate<Named>({
      name: 'welcome',
      html: ({ username }) => <p title="x">{show(username)}</p>,
      text: () => 'x',
    }),
  });

  const htmlOf = async (type: TemplatedType, username: string) =>
    (await compilerOf(type).draw(contextWith({ username }))).html;

  test('when it computes something from a value', async () => {
    const shouting = drawing((username) => `Hello ${username?.toUpperCase()}`);

    expect(await htmlOf(shouting, 'Ada')).toContain('Hello ADA');
  });

  test('when it branches on a value', async () => {
    const picky = drawing((username) => (username === 'Ada Lovelace' ? 'Ada!' : `${username}`));

    expect(await htmlOf(picky, 'Ada Lovelace')).toContain('>Ada!<');
    expect(await htmlOf(picky, 'Bob')).toContain('>Bob<');
  });

  test('when it cannot draw what stands in for a value', async () => {
    const choosy = drawing((username) => {
      if (username !== 'Ada') throw new Error('only Ada');
      return username;
    });

    expect(await htmlOf(choosy, 'Ada')).toContain('>Ada<');
  });

  test('when a link that reached it is none', async () => {
    const [reset] = builtInTypes.filter(({ type }) => type === 'password_reset');
    if (reset === undefined) throw new Error('there is no password_reset');
    const compiler = compilerOf(reset);

    const { html } = await compiler.draw(contextWith({ reset_link: 'javascript:alert(1)' }));

    expect(html).not.toContain('href="javascript:');
  });
});
